-- What billing notes on a customer's timeline leads to its document and says who was at it. It stays the program's own:
-- `created_by` remains empty, so that nobody rewrites it.
ALTER TABLE activities ADD COLUMN invoice_id bigint REFERENCES invoices, ADD COLUMN noted_by bigint REFERENCES users;
