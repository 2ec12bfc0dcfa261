ALTER TABLE customer_batches DROP COLUMN drafts;
