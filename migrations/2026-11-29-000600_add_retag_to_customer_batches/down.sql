DELETE FROM customer_batch_rows WHERE batch_id IN (SELECT id FROM customer_batches WHERE action = 'retag');
DELETE FROM customer_batches WHERE action = 'retag';
ALTER TABLE customer_batches DROP CONSTRAINT customer_batches_action_known,
    ADD CONSTRAINT customer_batches_action_known CHECK (action IN ('tag', 'untag', 'assign', 'consent', 'delete')),
    DROP COLUMN views;
