-- The body of an uploaded file in pieces of one size, so that every process can read it, at any place; deleted after 90 days.
CREATE TABLE import_pieces (
    import_id bigint NOT NULL REFERENCES imports ON DELETE CASCADE,
    number integer NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (import_id, number)
);
-- Files are packed already or soon gone.
ALTER TABLE import_pieces ALTER COLUMN body SET STORAGE EXTERNAL;

-- The refused rows as they stood in the file, to be mended and imported again.
CREATE TABLE import_refused (
    import_id bigint NOT NULL REFERENCES imports ON DELETE CASCADE,
    line bigint NOT NULL,
    cells jsonb NOT NULL,
    PRIMARY KEY (import_id, line)
);

-- Which column was what the last time that a file had these columns.
CREATE TABLE import_mappings (
    -- SHA-256 of the names of the columns, in order
    header_hash bytea PRIMARY KEY,
    mapping jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by bigint REFERENCES users
);
