ALTER TABLE consents DROP COLUMN proof;
