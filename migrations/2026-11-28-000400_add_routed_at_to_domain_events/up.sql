-- When an event was looked at for the outside. A mark on the row, and no cursor over ids: a transaction that commits
-- late has a lower id than some that were looked at already. What is older than this step is told to nobody: the
-- default is computed once, so that no row is rewritten.
ALTER TABLE domain_events ADD COLUMN routed_at timestamptz DEFAULT now();
ALTER TABLE domain_events ALTER COLUMN routed_at DROP DEFAULT;
-- accepted: it holds no row yet, so that building it is one scan; CONCURRENTLY would wait for the programs that wait
-- for the migrations' lock
CREATE INDEX domain_events_unrouted ON domain_events (id) WHERE routed_at IS NULL;
