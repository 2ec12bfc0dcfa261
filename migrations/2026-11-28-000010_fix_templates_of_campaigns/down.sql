DROP FUNCTION mail_template_version;
ALTER TABLE proposals DROP COLUMN templates_of;
CREATE FUNCTION mail_template_version(is_made boolean, made_with bigint, asked bigint, of_segment text, of_language text)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN is_made THEN made_with ELSE (
        SELECT version.id
        FROM mail_templates template JOIN mail_template_versions version ON version.template_id = template.id
        WHERE template.archived_at IS NULL AND template.language = of_language
            AND (template.id = asked
                OR template.by_default AND coalesce(template.segment, of_segment) = of_segment)
        ORDER BY coalesce(template.id = asked, false) DESC, template.segment IS NOT NULL DESC, version.number DESC
        LIMIT 1) END
$$;
