-- The fields of a customer that the business added: an array of {key, name, kind, options, is_retired}. A page needs them with the
-- session, as it does the rest of the row. Values are in customers.custom by key. The lock is held for a moment.
ALTER TABLE settings ADD COLUMN customer_fields jsonb NOT NULL DEFAULT '[]';
