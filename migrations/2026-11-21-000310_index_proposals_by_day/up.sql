-- The funnel looks at a stretch of days.
-- accepted: the table has a row a proposal; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX proposals_created ON proposals (created_at);
