ALTER TABLE suppressions DROP CONSTRAINT suppressions_reason_known;
ALTER TABLE suppressions DROP CONSTRAINT suppressions_address_unique;
-- One of several stays; what stops every message before what stops only the commercial ones.
DELETE FROM suppressions one USING suppressions other
WHERE one.channel = other.channel AND one.address = other.address
  AND (one.reason = 'unsubscribed', one.id) > (other.reason = 'unsubscribed', other.id);
ALTER TABLE suppressions ADD CONSTRAINT suppressions_address_unique UNIQUE (channel, address);
