ALTER TABLE imports DROP COLUMN customers_updated;
ALTER TABLE imports DROP COLUMN customers_created;
