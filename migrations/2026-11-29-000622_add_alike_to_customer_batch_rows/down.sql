UPDATE customer_batch_rows SET outcome = 'changed' WHERE outcome = 'alike';
ALTER TABLE customer_batch_rows DROP CONSTRAINT customer_batch_rows_outcome_known,
    ADD CONSTRAINT customer_batch_rows_outcome_known
        CHECK (outcome IN ('done', 'same', 'gone', 'full', 'withdrawn', 'undone', 'changed', 'taken'));
