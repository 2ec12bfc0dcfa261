-- Both extensions are trusted since PostgreSQL 13: the owner of a database may create them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Names sort as a reader expects (ñ after n, accents ignored at first); ties are broken in C by the id.
CREATE COLLATION IF NOT EXISTS names (provider = icu, locale = 'es-u-kn-true');

-- unaccent() is only STABLE, because its dictionary could change; ours never does, and an index needs IMMUTABLE.
CREATE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent', normalize(value, NFKC))) $$;

CREATE FUNCTION digits(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT regexp_replace(value, '\D', '', 'g') $$;
