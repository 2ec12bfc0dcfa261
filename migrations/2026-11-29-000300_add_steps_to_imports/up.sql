-- An import goes step by step now, and may hold both customers and their history. Constant defaults rewrite no row; the locks are
-- held for a moment only.
ALTER TABLE imports
    ADD COLUMN state text NOT NULL DEFAULT 'done',
    -- of the file, in bytes
    ADD COLUMN size bigint NOT NULL DEFAULT 0,
    -- what was found out of the file: its form, columns, first rows
    ADD COLUMN look jsonb,
    -- which column is what
    ADD COLUMN mapping jsonb,
    -- what a trial run counted
    ADD COLUMN trial jsonb,
    -- how far the running step is
    ADD COLUMN progress_step text NOT NULL DEFAULT '',
    ADD COLUMN progress_done bigint NOT NULL DEFAULT 0,
    ADD COLUMN progress_total bigint NOT NULL DEFAULT 0,
    ADD COLUMN job_id bigint,
    -- the key of a text: why the last step did not go through
    ADD COLUMN failure text,
    ADD COLUMN undone_at timestamptz,
    ADD COLUMN undone_by bigint REFERENCES users,
    ADD COLUMN rows_undone bigint NOT NULL DEFAULT 0,
    ADD COLUMN rows_left bigint NOT NULL DEFAULT 0;
-- accepted: a few hundred rows are read under the lock
ALTER TABLE imports DROP CONSTRAINT imports_kind_known,
    ADD CONSTRAINT imports_kind_known CHECK (kind IN ('customers', 'history', 'both'));
-- accepted: a few hundred rows are read under the lock
ALTER TABLE imports ADD CONSTRAINT imports_state_known CHECK (state IN (
    'uploading', 'reading', 'mapping', 'checking', 'checked', 'importing', 'done', 'undoing', 'undone', 'failed'));
