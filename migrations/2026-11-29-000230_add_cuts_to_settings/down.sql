ALTER TABLE settings DROP COLUMN rfm_cuts_day;
ALTER TABLE settings DROP COLUMN rfm_parts;
ALTER TABLE settings DROP COLUMN rfm_cuts;
