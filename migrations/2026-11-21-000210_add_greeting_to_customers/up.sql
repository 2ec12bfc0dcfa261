-- How a customer wishes to be addressed ("Sra. Rojas"), instead of by the first name. Short lock: a column without a default.
ALTER TABLE customers ADD COLUMN greeting text;
