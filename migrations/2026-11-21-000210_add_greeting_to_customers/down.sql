ALTER TABLE customers DROP COLUMN greeting;
