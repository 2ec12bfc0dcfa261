-- A crash before the hand-over is harmless and repeated; one after it may have delivered. Short locks: both tables are small.
ALTER TABLE message_attempts ADD COLUMN handed_over_at timestamptz;
-- When the server's daily quota frees; until then no message is tried.
ALTER TABLE message_attempts ADD COLUMN retry_at timestamptz;
ALTER TABLE message_attempts DROP CONSTRAINT message_attempts_outcome_known;
ALTER TABLE message_attempts ADD CONSTRAINT message_attempts_outcome_known
    CHECK (outcome IN ('sent', 'refused', 'temporary', 'misconfigured', 'quota', 'uncertain'));
CREATE INDEX message_attempts_quota ON message_attempts (retry_at) WHERE outcome = 'quota';
