-- A client that got no answer asks again with the same Idempotency-Key. The row is written in the transaction of what the
-- request does, so that it is there exactly when that is; it is kept for a day. New table, no lock on others but on
-- api_keys for the moment of the reference.
CREATE TABLE idempotency_keys (
    api_key_id bigint NOT NULL REFERENCES api_keys ON DELETE CASCADE,
    key text NOT NULL,
    -- SHA-256 of method, address and body
    fingerprint bytea NOT NULL,
    -- NULL until the transaction ends
    status integer,
    body text,
    version integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (api_key_id, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
