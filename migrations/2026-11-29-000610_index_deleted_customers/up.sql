-- The list of the deleted, the last ones first.
-- accepted: SHARE lock while the table is read once, a second or two with a million customers; CONCURRENTLY would wait for the
-- programs that wait for the migrations' lock
CREATE INDEX customers_deleted ON customers (deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
-- Their search.
-- accepted: as above
CREATE INDEX customers_deleted_search ON customers USING gin (search_text gin_trgm_ops) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
