DROP INDEX messages_created_by;
ALTER TABLE messages DROP COLUMN is_secret;
ALTER TABLE messages DROP COLUMN dated_at;
