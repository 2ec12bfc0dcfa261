-- As on the way up: those who write figures first, then the table.
SELECT pg_advisory_xact_lock(figures_lock());
CREATE OR REPLACE FUNCTION recount_customers(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    held business_day%ROWTYPE;
BEGIN
    SELECT * INTO STRICT held FROM business_day;

    WITH counted AS MATERIALIZED (
        SELECT h.customer_id, count(*)::integer AS services, count(DISTINCT h.date)::integer AS days,
               sum(h.price)::bigint AS spend, min(h.date) AS first_date, max(h.date) AS last_date,
               min(c.full_name) AS full_name
        FROM (SELECT DISTINCT id FROM unnest(ids) AS given (id)) AS given
        JOIN customers c ON c.id = given.id AND c.deleted_at IS NULL
        JOIN service_history h ON h.customer_id = c.id AND h.date <= held.day
        GROUP BY h.customer_id
    ), without AS (
        DELETE FROM customer_metrics old
        WHERE old.customer_id IN (SELECT unnest(ids))
          AND NOT EXISTS (SELECT FROM counted WHERE counted.customer_id = old.customer_id)
    ), scored AS (
        SELECT counted.*, rfm_r(held.day - last_date, held.r3_days, held.r2_days) AS r,
               rfm_f(services, held.f3, held.f2) AS f, rfm_m(spend, held.m3, held.m2) AS m
        FROM counted
    )
    INSERT INTO customer_metrics AS old
        (customer_id, services, days, spend, first_date, last_date, full_name, r, f, m, segment)
    SELECT scored.*, rfm_segment(r, f, m) FROM scored
    ON CONFLICT (customer_id) DO UPDATE
    SET services = excluded.services, days = excluded.days, spend = excluded.spend, first_date = excluded.first_date,
        last_date = excluded.last_date, r = excluded.r, f = excluded.f, m = excluded.m, segment = excluded.segment
    WHERE (old.services, old.days, old.spend, old.first_date, old.last_date, old.r, old.f, old.m)
        IS DISTINCT FROM (excluded.services, excluded.days, excluded.spend, excluded.first_date, excluded.last_date,
                          excluded.r, excluded.f, excluded.m);
END $$;

ALTER TABLE customer_metrics DROP COLUMN service_ids;
