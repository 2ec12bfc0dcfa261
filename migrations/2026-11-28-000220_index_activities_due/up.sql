-- The work list of everybody, by what is due, and what of it was done last.
-- accepted: few rows are due or done yet; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX activities_due ON activities (due_at, id) WHERE done_at IS NULL AND due_at IS NOT NULL;
-- accepted: as above
CREATE INDEX activities_done ON activities (done_at DESC, id DESC) WHERE done_at IS NOT NULL AND due_at IS NOT NULL;
-- accepted: as above
CREATE INDEX activities_done_by ON activities (assignee_id, done_at DESC, id DESC) WHERE done_at IS NOT NULL AND due_at IS NOT NULL;
