-- Who is late by their own rhythm, for the list of customers.
-- accepted: SHARE lock, a second or two with a million customers; CONCURRENTLY would wait for the programs that wait for the
-- migrations' lock
CREATE INDEX customer_values_late ON customer_values (customer_id) WHERE overdue_since IS NOT NULL;
