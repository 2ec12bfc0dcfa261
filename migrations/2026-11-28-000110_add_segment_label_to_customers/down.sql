ALTER TABLE customers DROP COLUMN segment_label;
