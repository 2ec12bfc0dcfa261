ALTER TABLE value_models DROP COLUMN visits_error_own_90d;
ALTER TABLE value_models DROP COLUMN visits_error_90d;
