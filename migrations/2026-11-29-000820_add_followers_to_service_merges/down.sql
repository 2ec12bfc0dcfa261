ALTER TABLE service_merges DROP COLUMN drafts, DROP COLUMN views;
