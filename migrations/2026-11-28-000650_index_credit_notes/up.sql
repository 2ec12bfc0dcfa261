-- The list of credit notes, the newest first.
-- accepted: SHARE lock while it is built, seconds per million rows; CONCURRENTLY would wait for the programs that wait for the migrations' lock
CREATE INDEX invoices_credit_notes ON invoices (id DESC) WHERE type = 'credit_note';
