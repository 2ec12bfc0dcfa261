DROP INDEX message_attempts_quota;
UPDATE message_attempts SET outcome = 'temporary' WHERE outcome IN ('misconfigured', 'quota');
ALTER TABLE message_attempts DROP CONSTRAINT message_attempts_outcome_known;
ALTER TABLE message_attempts ADD CONSTRAINT message_attempts_outcome_known
    CHECK (outcome IN ('sent', 'refused', 'temporary', 'uncertain'));
ALTER TABLE message_attempts DROP COLUMN retry_at;
ALTER TABLE message_attempts DROP COLUMN handed_over_at;
