DROP INDEX customers_tax_id_given;
DROP INDEX customers_segment_label;
DROP INDEX customers_updated_at;
