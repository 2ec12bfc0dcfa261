ALTER TABLE imports DROP COLUMN rows_kept;
DROP TABLE deleted_history;
ALTER TABLE service_history DROP COLUMN imported;
ALTER TABLE customers DROP COLUMN imported;
