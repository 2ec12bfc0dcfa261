-- The drafts of campaigns that followed a tag, for the undo. A constant default rewrites no row; the lock is held for a moment.
ALTER TABLE customer_batches ADD COLUMN drafts bigint[] NOT NULL DEFAULT '{}';
