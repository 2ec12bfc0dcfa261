-- A tag is renamed, or merged into another. A constant default rewrites no row; the locks are held for a moment only.
ALTER TABLE customer_batches
    -- the saved lists that followed the tag, for the undo
    ADD COLUMN views bigint[] NOT NULL DEFAULT '{}';
-- accepted: as many rows as people changed several customers at once are read under the lock
ALTER TABLE customer_batches DROP CONSTRAINT customer_batches_action_known,
    ADD CONSTRAINT customer_batches_action_known CHECK (action IN ('tag', 'untag', 'retag', 'assign', 'consent', 'delete'));
