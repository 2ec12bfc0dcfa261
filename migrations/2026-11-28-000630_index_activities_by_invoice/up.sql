-- A draft that is deleted is looked for among the activities.
-- accepted: no row has an invoice yet; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX activities_invoice ON activities (invoice_id) WHERE invoice_id IS NOT NULL;
