DROP FUNCTION mail_template_version;
ALTER TABLE proposals DROP COLUMN template_failed, DROP COLUMN template_version_id, DROP COLUMN template_id;
DROP TABLE mail_template_versions;
DROP TABLE mail_templates;
