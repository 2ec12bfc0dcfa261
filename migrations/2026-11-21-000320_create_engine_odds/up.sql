-- What the builtin engine learnt, computed nightly: of `n` customers who stood to a service in one way, `k` took it within
-- 90 days. It takes the place of what was learnt from single visits, which said too much of customers long away.
CREATE TABLE engine_odds (
    service_id bigint NOT NULL REFERENCES services ON DELETE CASCADE,
    -- among the customer's favourites: 1 to 3, 4 any other, 0 never taken
    place smallint NOT NULL,
    f smallint NOT NULL,
    r smallint NOT NULL,
    n bigint NOT NULL,
    k bigint NOT NULL,
    PRIMARY KEY (service_id, place, f, r)
);
-- accepted: only the writing of a proposal reads them, and its job tries again
DROP TABLE engine_anchors, engine_follows;
-- It is learnt anew at once.
DELETE FROM engine_state;
