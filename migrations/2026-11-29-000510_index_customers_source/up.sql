-- The list of those who came by the same way, by name.
-- accepted: SHARE lock, some seconds with a million customers; CONCURRENTLY would wait for the programs that wait for the
-- migrations' lock
CREATE INDEX customers_source ON customers (fold(source), full_name COLLATE names, id) WHERE source IS NOT NULL AND deleted_at IS NULL;
