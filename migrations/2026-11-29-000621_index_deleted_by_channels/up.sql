-- Who among the deleted is known by the same address, phone or tax id as somebody who asks to be erased.
-- accepted: SHARE lock while the table is read once, a second or two with a million customers. CONCURRENTLY would wait for
-- the programs that wait for the migrations' lock
CREATE INDEX customers_deleted_email ON customers (lower(email)) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
-- accepted: as above
CREATE INDEX customers_deleted_phone_e164 ON customers (phone_e164) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
-- accepted: as above
CREATE INDEX customers_deleted_tax_id_key ON customers (tax_id_key) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
