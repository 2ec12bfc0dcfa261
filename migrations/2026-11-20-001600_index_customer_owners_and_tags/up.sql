-- The list of one's own customers is by name. SHARE lock while they are built: seconds per million rows.
DROP INDEX customers_owner;
CREATE INDEX customers_owner ON customers (owner_id, full_name COLLATE names, id) WHERE owner_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX customers_tags ON customers USING gin (tags) WHERE tags <> '{}' AND deleted_at IS NULL;
