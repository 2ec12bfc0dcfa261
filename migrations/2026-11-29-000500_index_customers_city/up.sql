-- The list of a city, by name.
-- accepted: SHARE lock, some seconds with a million customers; CONCURRENTLY would wait for the programs that wait for the
-- migrations' lock
CREATE INDEX customers_city ON customers (fold(city), full_name COLLATE names, id) WHERE city IS NOT NULL AND deleted_at IS NULL;
