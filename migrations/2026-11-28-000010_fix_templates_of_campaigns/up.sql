-- A campaign's mails are made with the templates as they were when it started: one that is edited or put away while it
-- runs would change what is compared. Which template a segment takes without being asked is as it stands today.

-- Short lock: a column without a rewrite.
ALTER TABLE proposals
    -- NULL: as the templates are when its mail is made
    ADD COLUMN templates_of timestamptz;

DROP FUNCTION mail_template_version;
-- The version that a proposal's mail is made with: the one it was made with, else the newest of the template asked for,
-- of the segment's, of any segment's; of those that there were at `as_of`, if that is given. NULL is the program's own.
CREATE FUNCTION mail_template_version(
    is_made boolean, made_with bigint, asked bigint, of_segment text, of_language text, as_of timestamptz
) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN is_made THEN made_with ELSE (
        SELECT version.id
        FROM mail_templates template JOIN mail_template_versions version ON version.template_id = template.id
        WHERE (template.archived_at IS NULL OR template.archived_at > as_of) AND template.language = of_language
            AND (template.id = asked
                OR template.by_default AND coalesce(template.segment, of_segment) = of_segment)
            AND (as_of IS NULL OR version.created_at <= as_of)
        ORDER BY coalesce(template.id = asked, false) DESC, template.segment IS NOT NULL DESC, version.number DESC
        LIMIT 1) END
$$;
