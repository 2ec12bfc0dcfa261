DROP INDEX domain_events_unrouted;
ALTER TABLE domain_events DROP COLUMN routed_at;
