DROP FUNCTION surviving_customer(bigint);
DROP TABLE customer_merges;
