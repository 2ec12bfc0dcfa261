-- The search of the list.
-- accepted: SHARE lock while it is built, seconds per million rows; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX opportunities_title ON opportunities USING gin (fold(title) gin_trgm_ops);
