-- Counts the changes, so that a form that knows an older one does not overwrite. A constant default rewrites no row;
-- the lock is held for a moment only.
ALTER TABLE services ADD COLUMN version integer NOT NULL DEFAULT 1;
