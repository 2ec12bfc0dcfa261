DROP INDEX proposals_cost;
ALTER TABLE proposals
    DROP COLUMN model,
    DROP COLUMN input_tokens,
    DROP COLUMN output_tokens,
    DROP COLUMN cost_micros,
    DROP COLUMN model_milliseconds,
    DROP COLUMN grounds;
