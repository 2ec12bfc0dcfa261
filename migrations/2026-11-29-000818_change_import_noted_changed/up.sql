-- A plan that a trigger's function keeps counts on as many rows as at its first call in the session. An import changes nobody by
-- its first statements and many by the next: each old row was held against each new one, and 10,000 of them took a minute. So
-- it is planned for the rows that there are.
CREATE OR REPLACE FUNCTION import_noted_changed() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE '
        INSERT INTO import_changed AS noted (import_id, table_name, record_id, before, after, version, steps)
        SELECT $1, $2, new_row.id, coalesce(differing.before, ''{}''), coalesce(differing.after, ''{}''),
               new_row.version, new_row.version - old_row.version
        FROM old_rows AS old_row JOIN new_rows AS new_row USING (id), LATERAL (
            SELECT jsonb_object_agg(key, was.value) AS before, jsonb_object_agg(key, became.value) AS after
            FROM jsonb_each(to_jsonb(old_row)) AS was JOIN jsonb_each(to_jsonb(new_row)) AS became USING (key)
            WHERE was.value <> became.value
              AND key <> ALL (''{version,updated_at,search_text,year}'')
        ) AS differing
        ON CONFLICT (import_id, table_name, record_id) DO UPDATE
        SET before = excluded.before || noted.before, after = noted.after || excluded.after, version = excluded.version,
            steps = noted.steps + excluded.steps'
    USING import_under_way(), TG_TABLE_NAME;
    RETURN NULL;
END $$;
