UPDATE customer_batch_rows SET outcome = 'changed' WHERE outcome = 'erasing';
-- NOT VALID, as the step before left it.
ALTER TABLE customer_batch_rows DROP CONSTRAINT customer_batch_rows_outcome_known,
    ADD CONSTRAINT customer_batch_rows_outcome_known
        CHECK (outcome IN ('done', 'same', 'gone', 'full', 'withdrawn', 'undone', 'changed', 'taken', 'alike')) NOT VALID;
