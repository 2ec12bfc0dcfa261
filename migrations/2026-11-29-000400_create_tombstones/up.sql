-- Of who was erased nothing is left but keyed hashes of what they could be known by, so that no file, program or older
-- backup brings them back. No reference: it outlives the customer's row, also in a restored database that never had it.
CREATE TABLE tombstones (
    -- customer: their number; source: which file or system, and its id of them
    kind text NOT NULL CONSTRAINT tombstones_kind_known CHECK (kind IN ('customer', 'email', 'phone', 'tax_id', 'source')),
    hash bytea NOT NULL,
    customer_id bigint NOT NULL,
    -- With the id it tells the row in a copy of this database
    customer_created_at timestamptz NOT NULL,
    erased_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, hash, customer_id)
);

-- What the hashes are keyed with: it goes along with every backup. 244 random bits.
INSERT INTO secrets (name, value) VALUES ('tombstones', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
ON CONFLICT DO NOTHING;

CREATE FUNCTION tombstone_hash(secret bytea, kind text, value text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT sha256(secret || sha256(secret || convert_to(kind || ':' || value, 'UTF8'))) $$;

-- An address to which nothing is sent, and that nobody can read any more.
CREATE FUNCTION hidden_address(address text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE STRICT
AS $$ SELECT 'erased:' || encode(public.tombstone_hash(value, 'email', lower(btrim(address) COLLATE "und-x-icu")), 'hex')
      FROM public.secrets WHERE name = 'tombstones' $$;

-- Whether a text holds one of the words, which are in lower case.
CREATE FUNCTION holds_any(value text, words text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT value IS NOT NULL AND EXISTS (SELECT FROM unnest(words) AS word WHERE strpos(lower(value COLLATE "und-x-icu"), word) > 0) $$;

-- The digits of a phone, and the letters and digits of a document, as far as they tell one person from another: placeholders
-- ("999999999", "N/A", "66.666.666-6") do not.
CREATE FUNCTION telling_digits(phone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT CASE WHEN length(known) >= 8 AND known !~ '^(.)\1*$' THEN known END FROM (SELECT public.digits(phone) AS known) AS read $$;
CREATE FUNCTION telling_document(document text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT CASE WHEN known ~ '[0-9]{6}' AND known !~ '^([0-9])\1+.?$' THEN known END
      FROM (SELECT upper(regexp_replace(document, '[^[:alnum:]]', '', 'g')) AS known) AS read $$;
