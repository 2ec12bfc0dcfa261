-- What LIKE needs to find a word as it is in search_text: folded alike, its own wildcards taken literally.
CREATE FUNCTION like_literal(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT regexp_replace(public.fold(word), '([\\%_])', '\\\1', 'g') $$;
