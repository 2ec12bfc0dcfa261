-- How the thresholds of the scores are found: as they were typed, or so that equal parts of the customers have each score.
ALTER TABLE settings ADD COLUMN rfm_cuts text NOT NULL DEFAULT 'fixed'
    CONSTRAINT settings_cuts_known CHECK (rfm_cuts IN ('fixed', 'quantiles'));
-- Into how many parts: the best gets 3, the next 2, all others 1.
ALTER TABLE settings ADD COLUMN rfm_parts integer NOT NULL DEFAULT 3
    CONSTRAINT settings_parts_bounded CHECK (rfm_parts BETWEEN 3 AND 10);
-- The business day for which quantiles were computed; NULL where they still have to be.
ALTER TABLE settings ADD COLUMN rfm_cuts_day date;
