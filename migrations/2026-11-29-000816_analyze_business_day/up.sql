-- Their one row is too few for autovacuum to look at, and a table that nobody looked at is planned for as one of a thousand rows:
-- joined with it, a list was read from the history instead of from its index.
ANALYZE business_day, settings;
