DROP TRIGGER duplicates_updated ON customers;
DROP TRIGGER duplicates_inserted ON customers;
DROP FUNCTION duplicates_to_check_updated();
DROP FUNCTION duplicates_to_check_inserted();
DROP TABLE duplicate_pairs;
DROP TABLE duplicate_keys;
DROP TABLE duplicate_checks;
