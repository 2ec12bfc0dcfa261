-- The first day on which a campaign sends; NULL: at once.
ALTER TABLE campaigns ADD COLUMN send_from date;
