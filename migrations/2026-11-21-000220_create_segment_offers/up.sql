-- What proposals offer each segment. All rows are changed together, so their versions are one.
CREATE TABLE segment_offers (
    segment text PRIMARY KEY,
    is_on boolean NOT NULL DEFAULT true,
    -- NULL is as much as may be offered
    percent integer CONSTRAINT segment_offers_percent_bounded CHECK (percent BETWEEN 0 AND 100),
    -- Below the organisation's own limit; NULL is that
    limit_percent integer CONSTRAINT segment_offers_limit_bounded CHECK (limit_percent BETWEEN 0 AND 100),
    -- Empty is the program's own
    title_es text NOT NULL DEFAULT '',
    title_en text NOT NULL DEFAULT '',
    valid_days integer NOT NULL DEFAULT 30 CONSTRAINT segment_offers_days_bounded CHECK (valid_days BETWEEN 1 AND 366),
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by bigint REFERENCES users
);
INSERT INTO segment_offers (segment)
VALUES ('vip'), ('champions'), ('loyal'), ('promising'), ('at_risk'), ('hibernating'), ('lost'), ('occasional'), ('none');
