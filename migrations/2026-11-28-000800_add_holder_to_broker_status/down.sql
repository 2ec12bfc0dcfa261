ALTER TABLE broker_status DROP COLUMN seen_at;
ALTER TABLE broker_status DROP COLUMN holder;
