ALTER TABLE value_models DROP COLUMN worth_a_call;
