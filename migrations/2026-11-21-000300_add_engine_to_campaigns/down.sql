ALTER TABLE campaign_members DROP COLUMN tries;
ALTER TABLE engine_settings DROP COLUMN parallel_calls;
