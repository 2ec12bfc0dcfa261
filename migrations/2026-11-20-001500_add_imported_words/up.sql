-- What the file said last, from the first change by hand on; NULL while the row itself says it. Importing again changes
-- only what the file says anew.
ALTER TABLE customers ADD COLUMN imported jsonb;
ALTER TABLE service_history ADD COLUMN imported jsonb;

-- Imported rows that were deleted by hand: importing again leaves them deleted.
CREATE TABLE deleted_history (
    external_source text NOT NULL,
    external_id text NOT NULL,
    deleted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (external_source, external_id)
);

-- Of the rows that an import created, updated or left unchanged: those in which something changed by hand was kept.
ALTER TABLE imports ADD COLUMN rows_kept bigint NOT NULL DEFAULT 0;
