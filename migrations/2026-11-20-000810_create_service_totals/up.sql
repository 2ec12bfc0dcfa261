-- Services by day and by month: every total by time, service and category is read from here. Rows are differences that
-- are only ever appended, so that writers of the same day never wait for each other; readers sum, and a job merges.
-- Rows in the future are in here too: readers stop at the business day. The customers who were deleted count: what they
-- paid was earned. No foreign key: a service may go while differences of it that add up to zero wait to be merged.
CREATE TABLE service_days (
    day date NOT NULL,
    service_id bigint NOT NULL,
    count bigint NOT NULL,
    -- minor units
    revenue bigint NOT NULL
);
CREATE INDEX service_days_day ON service_days (day, service_id) INCLUDE (count, revenue);

-- The same by month, so that the totals of many years are a few rows.
CREATE TABLE service_months (
    -- the first of the month
    month date NOT NULL,
    service_id bigint NOT NULL,
    count bigint NOT NULL,
    revenue bigint NOT NULL
);
CREATE INDEX service_months_month ON service_months (month, service_id) INCLUDE (count, revenue);

CREATE FUNCTION month_of(day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', day::timestamp)::date;

-- The differences of a statement: `days` and the others are arrays of the same length.
CREATE FUNCTION add_service_totals(days date[], service_ids bigint[], counts bigint[], revenues bigint[]) RETURNS void
LANGUAGE sql
AS $$
    INSERT INTO service_days (day, service_id, count, revenue)
    SELECT * FROM unnest(days, service_ids, counts, revenues);
    INSERT INTO service_months (month, service_id, count, revenue)
    SELECT month_of(day), service_id, sum(count), sum(revenue)
    FROM unnest(days, service_ids, counts, revenues) AS difference (day, service_id, count, revenue)
    GROUP BY 1, 2 HAVING sum(count) <> 0 OR sum(revenue) <> 0;
$$;

CREATE FUNCTION service_totals_inserted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM add_service_totals(array_agg(date), array_agg(service_id), array_agg(count), array_agg(revenue))
    FROM (SELECT date, service_id, count(*), sum(price)::bigint AS revenue FROM new_rows GROUP BY 1, 2) AS differences;
    RETURN NULL;
END $$;

CREATE FUNCTION service_totals_deleted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM add_service_totals(array_agg(date), array_agg(service_id), array_agg(count), array_agg(revenue))
    FROM (SELECT date, service_id, -count(*) AS count, -sum(price)::bigint AS revenue
          FROM old_rows GROUP BY 1, 2) AS differences;
    RETURN NULL;
END $$;

CREATE FUNCTION service_totals_updated() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM add_service_totals(array_agg(date), array_agg(service_id), array_agg(count), array_agg(revenue))
    FROM (
        SELECT date, service_id, sum(sign)::bigint AS count, sum(sign * price)::bigint AS revenue
        FROM (SELECT date, service_id, price, -1 AS sign FROM old_rows
              UNION ALL SELECT date, service_id, price, 1 FROM new_rows) AS both_rows
        GROUP BY 1, 2 HAVING sum(sign) <> 0 OR sum(sign * price) <> 0
    ) AS differences;
    RETURN NULL;
END $$;

CREATE TRIGGER totals_inserted AFTER INSERT ON service_history REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION service_totals_inserted();
CREATE TRIGGER totals_updated AFTER UPDATE ON service_history REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION service_totals_updated();
CREATE TRIGGER totals_deleted AFTER DELETE ON service_history REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION service_totals_deleted();
CREATE TRIGGER totals_not_truncated BEFORE TRUNCATE ON service_days EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER totals_not_truncated BEFORE TRUNCATE ON service_months EXECUTE FUNCTION refuse_truncate();

-- The first of the first month that begins on the day or after it.
CREATE FUNCTION month_from(day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (date_trunc('month', (day - 1)::timestamp) + interval '1 month')::date;

-- Totals by service of a period, both days included and '-infinity' allowed: its whole months from their roll-up, the
-- days before and after from the days. Rows are differences: sum them.
CREATE FUNCTION service_totals(first_day date, last_day date)
RETURNS TABLE (service_id bigint, count bigint, revenue bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT service_id, count, revenue FROM service_months
    WHERE month >= month_from(first_day) AND month < month_of(last_day + 1)
    UNION ALL
    SELECT service_id, count, revenue FROM service_days
    WHERE day >= first_day AND day < least(month_from(first_day), last_day + 1)
    UNION ALL
    SELECT service_id, count, revenue FROM service_days
    WHERE day >= greatest(month_from(first_day), month_of(last_day + 1)) AND day <= last_day
$$;

-- Merges the differences that have the same keys into one row, in one statement, so that a reader sees all of it or
-- nothing; rows that are appended meanwhile stay for the next time. What is inserted is the sum of what was deleted, so
-- two at once would not be wrong, only in each other's way: the second does nothing. Returns how many rows it saved.
CREATE FUNCTION merge_differences(source regclass, keys text, figures text[]) RETURNS bigint LANGUAGE plpgsql
AS $$
DECLARE
    sums text := (SELECT string_agg(format('sum(%I)', figure), ', ') FROM unnest(figures) AS figure);
    kept text := (SELECT string_agg(format('sum(%I) <> 0', figure), ' OR ') FROM unnest(figures) AS figure);
    saved bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(figures_lock() + 1) THEN
        RETURN 0;
    END IF;
    EXECUTE format(
        'WITH gone AS (
             DELETE FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM %1$s GROUP BY %2$s HAVING count(*) > 1) RETURNING *
         ), merged AS (
             INSERT INTO %1$s (%2$s, %3$s) SELECT %2$s, %4$s FROM gone GROUP BY %2$s HAVING %5$s RETURNING 1
         )
         SELECT (SELECT count(*) FROM gone) - (SELECT count(*) FROM merged)',
        source, keys, array_to_string(figures, ', '), sums, kept) INTO saved;
    RETURN saved;
END $$;

CREATE FUNCTION compact_service_days() RETURNS bigint LANGUAGE sql
RETURN merge_differences('service_days', 'day, service_id', '{count,revenue}')
     + merge_differences('service_months', 'month, service_id', '{count,revenue}');

-- For a database that already has history.
SELECT add_service_totals(array_agg(date), array_agg(service_id), array_agg(count), array_agg(revenue))
FROM (SELECT date, service_id, count(*), sum(price)::bigint AS revenue FROM service_history GROUP BY 1, 2) AS differences;
