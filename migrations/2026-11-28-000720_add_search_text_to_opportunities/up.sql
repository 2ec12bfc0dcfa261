ALTER TABLE opportunities ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (fold(title)) STORED;
CREATE INDEX opportunities_search ON opportunities USING gin (search_text gin_trgm_ops);
