-- The audit page reads newest first whatever it filters by: an index for each filter in that order. `at` comes before
-- `id` since a transaction that began earlier may write later. Building them blocks writers of audit_log for as long as
-- it takes to read it once; the rows are short.
CREATE INDEX audit_log_at ON audit_log (at DESC, id DESC);
CREATE INDEX audit_log_action ON audit_log (action, at DESC, id DESC);
CREATE INDEX audit_log_record_type ON audit_log (record_type, at DESC, id DESC);
CREATE INDEX audit_log_user_at ON audit_log (user_id, at DESC, id DESC);
DROP INDEX audit_log_user;
