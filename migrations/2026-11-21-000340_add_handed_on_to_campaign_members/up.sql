-- The business date of the hand-over: the days that are looked at run from the campaign's first to its last.
ALTER TABLE campaign_members ADD COLUMN handed_on date;
