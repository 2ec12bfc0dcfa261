DELETE FROM imports WHERE kind = 'both' OR state NOT IN ('done', 'undone');
ALTER TABLE imports DROP CONSTRAINT imports_state_known, DROP CONSTRAINT imports_kind_known,
    ADD CONSTRAINT imports_kind_known CHECK (kind IN ('customers', 'history')),
    DROP COLUMN state, DROP COLUMN size, DROP COLUMN look, DROP COLUMN mapping, DROP COLUMN trial, DROP COLUMN progress_step,
    DROP COLUMN progress_done, DROP COLUMN progress_total, DROP COLUMN job_id, DROP COLUMN failure, DROP COLUMN undone_at,
    DROP COLUMN undone_by, DROP COLUMN rows_undone, DROP COLUMN rows_left;
