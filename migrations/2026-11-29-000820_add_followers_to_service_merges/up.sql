-- The saved lists and the drafts of campaigns that followed a category whose last entry was merged into another's, for the
-- undo. Constant defaults rewrite no row; the lock is held for a moment.
ALTER TABLE service_merges
    ADD COLUMN views bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN drafts bigint[] NOT NULL DEFAULT '{}';
