-- What was planned for a sale: its page lists it.
ALTER TABLE activities ADD COLUMN opportunity_id bigint REFERENCES opportunities ON DELETE SET NULL;
-- accepted: no row is in it yet; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX activities_opportunity ON activities (opportunity_id, id) WHERE opportunity_id IS NOT NULL;
