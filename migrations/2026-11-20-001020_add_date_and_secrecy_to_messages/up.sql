-- The Date of the first attempt: a repetition must be the same bytes. Short locks: the table is small.
ALTER TABLE messages ADD COLUMN dated_at timestamptz;
-- It carries a link that signs somebody in: never shown, and its text is deleted once it has gone.
ALTER TABLE messages ADD COLUMN is_secret boolean NOT NULL DEFAULT false;
CREATE INDEX messages_created_by ON messages (created_by, id DESC);
