-- The entry that stands for one whose name meant the same. The row stays: files and proposals still name it.
-- accepted: the catalogue is small
ALTER TABLE services ADD COLUMN merged_into bigint REFERENCES services;

-- Who stands for an entry by now: itself, or what it was merged into.
CREATE FUNCTION surviving_service(service bigint) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE STRICT
AS $$
    WITH RECURSIVE chain AS (
        SELECT id, merged_into FROM public.services WHERE id = service
        UNION
        SELECT s.id, s.merged_into FROM public.services s JOIN chain ON s.id = chain.merged_into
    )
    SELECT id FROM chain WHERE merged_into IS NULL
$$;
