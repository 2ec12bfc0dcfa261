DROP FUNCTION surviving_service(bigint);
ALTER TABLE services DROP COLUMN merged_into;
