ALTER TABLE activities DROP COLUMN noted_by, DROP COLUMN invoice_id;
