ALTER TABLE settings DROP COLUMN commercial_pause_days;
DROP TABLE campaign_members;
DROP TABLE campaigns;
