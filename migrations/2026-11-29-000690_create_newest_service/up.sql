-- The newest day with services up to one. Every page asks; from the days and not from the history, of which an import that is
-- not committed yet has as many entries to step over as it has rows.
CREATE FUNCTION newest_service(up_to date) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT day FROM service_days WHERE day <= up_to GROUP BY day HAVING sum(count) > 0 ORDER BY day DESC LIMIT 1
$$;
