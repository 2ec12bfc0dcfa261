ALTER TABLE campaign_members DROP COLUMN handed_on;
