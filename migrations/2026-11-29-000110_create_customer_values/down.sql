DROP TABLE customer_values;
