-- Not the quota alone pauses the queue: a refused account does as well. Short lock: the table is small.
DROP INDEX message_attempts_quota;
CREATE INDEX message_attempts_pause ON message_attempts (retry_at) WHERE retry_at IS NOT NULL;
