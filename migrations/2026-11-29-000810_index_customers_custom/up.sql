-- Who has a value in a field of the business.
-- accepted: SHARE lock, some seconds with a million customers; CONCURRENTLY would wait for the programs that wait for the
-- migrations' lock
CREATE INDEX customers_custom ON customers USING gin (custom jsonb_path_ops) WHERE custom <> '{}' AND deleted_at IS NULL;
