ALTER TABLE opportunities DROP COLUMN search_text;
