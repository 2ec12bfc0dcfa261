-- Two people may edit one channel. A constant default: no row is rewritten, and nothing was written here before.
ALTER TABLE contact_points ADD COLUMN version integer NOT NULL DEFAULT 1;
