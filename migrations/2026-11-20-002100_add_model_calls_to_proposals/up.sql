-- What a language model took for a proposal, also where it failed and the builtin engine stepped in, and what its text may
-- say. All NULL without a call. Short lock: columns without a default.
ALTER TABLE proposals
    ADD COLUMN model text,
    ADD COLUMN input_tokens integer,
    ADD COLUMN output_tokens integer,
    -- millionths of a US dollar
    ADD COLUMN cost_micros bigint,
    ADD COLUMN model_milliseconds integer,
    -- services with prices, dates and numbers that the model was told; no name
    ADD COLUMN grounds jsonb;
-- What a month has cost is asked before each call.
CREATE INDEX proposals_cost ON proposals (created_at) WHERE cost_micros IS NOT NULL;
