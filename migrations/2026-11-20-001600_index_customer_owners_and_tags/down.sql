DROP INDEX customers_tags;
DROP INDEX customers_owner;
CREATE INDEX customers_owner ON customers (owner_id) WHERE owner_id IS NOT NULL;
