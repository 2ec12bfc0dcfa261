-- The CRM API lists by the last change, filters by the label, and looks for a tax id as it was given, which may have no key.
-- accepted: SHARE lock while they are built, seconds per million rows; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX customers_updated_at ON customers (updated_at DESC, id DESC) WHERE deleted_at IS NULL;
-- accepted: as above
CREATE INDEX customers_segment_label ON customers (lower(segment_label), updated_at DESC, id DESC)
    WHERE segment_label IS NOT NULL AND deleted_at IS NULL;
-- accepted: as above
CREATE INDEX customers_tax_id_given ON customers (upper(regexp_replace(tax_id, '[^[:alnum:]]', '', 'g')))
    WHERE tax_id IS NOT NULL AND deleted_at IS NULL;
