ALTER TABLE customers DROP COLUMN is_tracked;
ALTER TABLE settings DROP COLUMN commercial_cap;
ALTER TABLE settings DROP COLUMN tracks_opens;
ALTER TABLE settings DROP COLUMN tracks_clicks;
