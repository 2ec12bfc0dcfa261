-- An address that bounced and was unsubscribed as well is both: lifting the one must not lift the other. Short lock: the
-- table is small.
ALTER TABLE suppressions DROP CONSTRAINT suppressions_address_unique;
ALTER TABLE suppressions ADD CONSTRAINT suppressions_address_unique UNIQUE (channel, address, reason);
ALTER TABLE suppressions ADD CONSTRAINT suppressions_reason_known
    CHECK (reason IN ('unsubscribed', 'bounced', 'complained'));
