-- Files that go with a message. They are stored with it, so that every attempt hands over the same bytes.
CREATE TABLE message_attachments (
    message_id bigint NOT NULL REFERENCES messages ON DELETE CASCADE,
    position integer NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (message_id, position)
);
