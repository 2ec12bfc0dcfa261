DROP INDEX message_attempts_pause;
CREATE INDEX message_attempts_quota ON message_attempts (retry_at) WHERE outcome = 'quota';
