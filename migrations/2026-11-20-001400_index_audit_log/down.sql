CREATE INDEX audit_log_user ON audit_log (user_id, id DESC);
DROP INDEX audit_log_user_at, audit_log_record_type, audit_log_action, audit_log_at;
