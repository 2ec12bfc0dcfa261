-- Whoever said something that few say: the list can begin there.
-- accepted: SHARE lock, some seconds with a million customers; CONCURRENTLY would wait for the programs that wait for the
-- migrations' lock
CREATE INDEX consents_state ON consents (channel, state, customer_id);
