DROP TABLE engine_odds;
CREATE TABLE engine_anchors (
    category text NOT NULL,
    f smallint NOT NULL,
    recency_band smallint NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (category, f, recency_band)
);
CREATE TABLE engine_follows (
    category text NOT NULL,
    f smallint NOT NULL,
    recency_band smallint NOT NULL,
    service_id bigint NOT NULL REFERENCES services ON DELETE CASCADE,
    k bigint NOT NULL,
    PRIMARY KEY (category, f, recency_band, service_id)
);
DELETE FROM engine_state;
