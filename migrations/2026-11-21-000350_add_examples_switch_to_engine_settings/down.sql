ALTER TABLE engine_settings DROP COLUMN tells_examples;
