-- Constant defaults: no table is rewritten.
ALTER TABLE settings ADD COLUMN tracks_clicks boolean NOT NULL DEFAULT true;
ALTER TABLE settings ADD COLUMN tracks_opens boolean NOT NULL DEFAULT false;
-- At most so many commercial messages to one address in 30 days; NULL is no limit.
ALTER TABLE settings ADD COLUMN commercial_cap integer DEFAULT 4 CONSTRAINT settings_commercial_cap_positive CHECK (commercial_cap > 0);
ALTER TABLE customers ADD COLUMN is_tracked boolean NOT NULL DEFAULT true;
