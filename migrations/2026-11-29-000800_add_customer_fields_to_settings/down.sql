ALTER TABLE settings DROP COLUMN customer_fields;
