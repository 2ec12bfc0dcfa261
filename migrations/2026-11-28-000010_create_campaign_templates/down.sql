ALTER TABLE proposals DROP COLUMN template_fixed;
DROP TABLE campaign_templates;
