-- What people made of a proposal's text, for the prompts of later ones; without the customer's name and contacts.
CREATE TABLE proposal_examples (
    proposal_id bigint PRIMARY KEY REFERENCES proposals ON DELETE CASCADE,
    language text NOT NULL CONSTRAINT proposal_examples_language_known CHECK (language IN ('es', 'en')),
    before text NOT NULL,
    after text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX proposal_examples_latest ON proposal_examples (language, updated_at DESC);
