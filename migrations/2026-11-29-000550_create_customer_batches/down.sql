DROP TABLE customer_batch_rows;
DROP TABLE customer_batches;
