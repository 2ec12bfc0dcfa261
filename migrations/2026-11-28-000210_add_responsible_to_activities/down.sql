ALTER TABLE activities DROP COLUMN notes;
ALTER TABLE activities DROP COLUMN responsible;
