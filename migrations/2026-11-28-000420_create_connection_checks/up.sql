-- What came of the last check of each connection that a person asked for.
CREATE TABLE connection_checks (
    name text PRIMARY KEY,
    is_ok boolean NOT NULL,
    detail text NOT NULL DEFAULT '',
    milliseconds integer NOT NULL,
    checked_at timestamptz NOT NULL DEFAULT now(),
    checked_by bigint REFERENCES users
);
