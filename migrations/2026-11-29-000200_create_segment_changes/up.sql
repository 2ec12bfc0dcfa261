-- The months in which a customer's segment changed, by the whole history at today's thresholds: what the segment was at the
-- end of the month before and what it was at this month's end, or at the business day in the month that is not over. Who
-- was deleted has no rows. Kept by the triggers of 000220.
CREATE TABLE segment_changes (
    customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
    -- the first of the month
    month date NOT NULL,
    -- 'none' before the first service
    from_segment text NOT NULL,
    to_segment text NOT NULL,
    -- minor units: the twelve months up to the last visit by then
    year_spend bigint NOT NULL,
    PRIMARY KEY (customer_id, month),
    CONSTRAINT segment_changes_change CHECK (from_segment <> to_segment)
);
-- Who made a step of a month, who spent most first.
CREATE INDEX segment_changes_step ON segment_changes (month, from_segment, to_segment, year_spend DESC, customer_id);

-- The steps of each month with how many made them. Appended differences, as in service_days.
CREATE TABLE segment_flows (
    month date NOT NULL,
    from_segment text NOT NULL,
    to_segment text NOT NULL,
    customers bigint NOT NULL,
    -- minor units
    year_spend bigint NOT NULL
);
CREATE INDEX segment_flows_month ON segment_flows (month) INCLUDE (from_segment, to_segment, customers, year_spend);

CREATE FUNCTION segment_flows_inserted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_flows
    SELECT month, from_segment, to_segment, count(*), sum(year_spend) FROM new_rows GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;

CREATE FUNCTION segment_flows_deleted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_flows
    SELECT month, from_segment, to_segment, -count(*), -sum(year_spend) FROM old_rows GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;

CREATE FUNCTION segment_flows_updated() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_flows
    SELECT month, from_segment, to_segment, sum(sign), sum(sign * year_spend)
    FROM (SELECT month, from_segment, to_segment, year_spend, -1 AS sign FROM old_rows
          UNION ALL SELECT month, from_segment, to_segment, year_spend, 1 FROM new_rows) AS both_rows
    GROUP BY 1, 2, 3 HAVING sum(sign) <> 0 OR sum(sign * year_spend) <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER flows_inserted AFTER INSERT ON segment_changes REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_flows_inserted();
CREATE TRIGGER flows_updated AFTER UPDATE ON segment_changes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_flows_updated();
CREATE TRIGGER flows_deleted AFTER DELETE ON segment_changes REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_flows_deleted();
CREATE TRIGGER flows_not_truncated BEFORE TRUNCATE ON segment_changes EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER flows_not_truncated BEFORE TRUNCATE ON segment_flows EXECUTE FUNCTION refuse_truncate();

-- Computes the changes of some customers anew, as the caller's locks allow. A segment can only change in a month with a
-- service and in those in which recency falls below a cut: these are looked at, at their ends.
CREATE FUNCTION recount_segment_changes(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    held business_day%ROWTYPE;
BEGIN
    SELECT * INTO STRICT held FROM business_day;

    WITH active AS (
        SELECT h.customer_id, month_of(h.date) AS month, count(*) AS services, sum(h.price) AS spend, max(h.date) AS last_date
        FROM (SELECT DISTINCT id FROM unnest(ids) AS given (id)) AS given
        JOIN customers c ON c.id = given.id AND c.deleted_at IS NULL
        JOIN service_history h ON h.customer_id = c.id AND h.date <= held.day
        GROUP BY 1, 2
    ), running AS (
        SELECT customer_id, month, last_date, sum(services) OVER past AS services, sum(spend) OVER past AS spend,
               lead(month) OVER past AS next_month
        FROM active WINDOW past AS (PARTITION BY customer_id ORDER BY month)
    ), looked_at AS (
        SELECT DISTINCT customer_id, at.month, last_date, services, spend
        FROM running, LATERAL (VALUES (month), (month_of(last_date + held.r3_days + 1)),
                                      (month_of(last_date + held.r2_days + 1))) AS at (month)
        WHERE at.month <= held.day AND (next_month IS NULL OR at.month < next_month)
    ), named AS (
        SELECT customer_id, month, last_date, rfm_segment(
                   rfm_r(least((month + interval '1 month')::date - 1, held.day) - last_date, held.r3_days, held.r2_days),
                   rfm_f(services::integer, held.f3, held.f2), rfm_m(spend::bigint, held.m3, held.m2)) AS segment
        FROM looked_at
    ), steps AS (
        SELECT customer_id, month, last_date, segment,
               lag(segment, 1, 'none') OVER (PARTITION BY customer_id ORDER BY month) AS before
        FROM named
    ), changes AS MATERIALIZED (
        SELECT customer_id, month, before, segment, year.spend
        FROM steps, LATERAL (
            SELECT sum(price)::bigint AS spend FROM service_history h
            WHERE h.customer_id = steps.customer_id AND h.date > (last_date - interval '1 year')::date AND h.date <= last_date
        ) AS year
        WHERE before <> segment
    ), without AS (
        DELETE FROM segment_changes old
        WHERE old.customer_id IN (SELECT unnest(ids)) AND NOT EXISTS (
            SELECT FROM changes WHERE changes.customer_id = old.customer_id AND changes.month = old.month)
    )
    INSERT INTO segment_changes AS old (customer_id, month, from_segment, to_segment, year_spend)
    SELECT * FROM changes
    ON CONFLICT (customer_id, month) DO UPDATE
    SET from_segment = excluded.from_segment, to_segment = excluded.to_segment, year_spend = excluded.year_spend
    WHERE (old.from_segment, old.to_segment, old.year_spend)
        IS DISTINCT FROM (excluded.from_segment, excluded.to_segment, excluded.year_spend);
END $$;
