-- What was won and lost lately: the board and the dashboard show no more of it than that.
-- accepted: a row a sale; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX opportunities_closed ON opportunities (closed_at DESC, id DESC) WHERE deleted_at IS NULL AND closed_at IS NOT NULL;
