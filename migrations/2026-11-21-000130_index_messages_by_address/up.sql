-- How often an address was written to, and which message a vendor's report is of.
-- accepted: the table has a row a message; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX messages_address ON messages (lower(recipient), id DESC);
