-- Of a file with both: how many of the rows that an import made and changed are customers; the rest are services. Constant
-- defaults rewrite no row; the lock is held for a moment.
ALTER TABLE imports
    ADD COLUMN customers_created bigint NOT NULL DEFAULT 0,
    ADD COLUMN customers_updated bigint NOT NULL DEFAULT 0;
-- As far as the notes of the triggers are still kept.
UPDATE imports
SET customers_created = (
        SELECT coalesce(sum(cardinality(ids)), 0) FROM import_created
        WHERE import_id = imports.id AND table_name = 'customers'),
    customers_updated = (
        SELECT count(*) FROM import_changed
        WHERE import_id = imports.id AND table_name = 'customers')
WHERE kind = 'both' AND finished_at IS NOT NULL;
-- What a trial said stands in the list.
UPDATE imports
SET rows_read = (trial ->> 'read')::bigint,
    rows_created = (trial ->> 'created')::bigint + (trial ->> 'customers_created')::bigint,
    rows_updated = (trial ->> 'updated')::bigint + (trial ->> 'customers_updated')::bigint,
    rows_unchanged = (trial ->> 'unchanged')::bigint,
    customers_created = (trial ->> 'customers_created')::bigint,
    customers_updated = (trial ->> 'customers_updated')::bigint
WHERE state = 'checked' AND trial ? 'customers_updated';
