-- Which services a customer had, each once, up to the business day: whoever had one of a category is found without a look at
-- the history, however rare it is. An empty array until a customer is counted anew or the backfill, a step of its own, has come
-- to them; the column is added without a rewrite.
--
-- The lock of those who write figures comes first: waiting for them with the table in hand, as ALTER TABLE would, stops every
-- reader meanwhile, and a writer who needs the table stops for good. What is left is over at once.
SELECT pg_advisory_xact_lock(figures_lock());
ALTER TABLE customer_metrics ADD COLUMN service_ids bigint[] NOT NULL DEFAULT '{}';

-- As before, with the services.
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
               min(c.full_name) AS full_name, array_agg(DISTINCT h.service_id) AS service_ids
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
        (customer_id, services, days, spend, first_date, last_date, full_name, service_ids, r, f, m, segment)
    SELECT scored.*, rfm_segment(r, f, m) FROM scored
    ON CONFLICT (customer_id) DO UPDATE
    SET services = excluded.services, days = excluded.days, spend = excluded.spend, first_date = excluded.first_date,
        last_date = excluded.last_date, service_ids = excluded.service_ids, r = excluded.r, f = excluded.f, m = excluded.m,
        segment = excluded.segment
    WHERE (old.services, old.days, old.spend, old.first_date, old.last_date, old.service_ids, old.r, old.f, old.m)
        IS DISTINCT FROM (excluded.services, excluded.days, excluded.spend, excluded.first_date, excluded.last_date,
                          excluded.service_ids, excluded.r, excluded.f, excluded.m);
END $$;
