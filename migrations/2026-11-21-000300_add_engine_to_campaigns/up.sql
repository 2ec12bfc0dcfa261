-- A campaign may have an outside engine write its proposals. Columns with constant defaults: short locks.
ALTER TABLE engine_settings
    ADD COLUMN parallel_calls integer NOT NULL DEFAULT 4
        CONSTRAINT engine_settings_parallel_bounded CHECK (parallel_calls BETWEEN 1 AND 16);
-- How often the engine could not be reached for a member, before the builtin one steps in.
ALTER TABLE campaign_members ADD COLUMN tries integer NOT NULL DEFAULT 0;
