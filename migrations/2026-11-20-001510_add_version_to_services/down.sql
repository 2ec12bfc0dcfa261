ALTER TABLE services DROP COLUMN version;
