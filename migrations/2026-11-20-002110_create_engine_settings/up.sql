-- How language models are used: one row, apart from `settings`, which every page reads.
CREATE TABLE engine_settings (
    id boolean PRIMARY KEY DEFAULT true CONSTRAINT engine_settings_one_row CHECK (id),
    -- US cents in a calendar month; NULL is no limit
    monthly_budget_cents integer DEFAULT 2000 CONSTRAINT engine_settings_budget_bounded CHECK (monthly_budget_cents >= 0),
    -- a line for each model: name, US dollars for a million tokens in and out; NULL takes the program's own list
    prices text,
    -- whether the engine is told the notes about a customer
    anthropic_notes boolean NOT NULL DEFAULT false,
    openai_notes boolean NOT NULL DEFAULT false,
    tone text NOT NULL DEFAULT '',
    signature text NOT NULL DEFAULT '',
    dos text NOT NULL DEFAULT '',
    donts text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by bigint REFERENCES users
);
INSERT INTO engine_settings DEFAULT VALUES;
