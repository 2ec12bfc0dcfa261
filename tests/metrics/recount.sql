-- How many rows of each stored figure differ from a recount that shares no function with them.
WITH counted AS (
    SELECT h.customer_id, count(*)::integer AS services, count(DISTINCT h.date)::integer AS days,
           sum(h.price)::bigint AS spend, min(h.date) AS first_date, max(h.date) AS last_date,
           min(c.full_name) AS full_name, array_agg(DISTINCT h.service_id) AS service_ids
    FROM service_history h JOIN customers c ON c.id = h.customer_id AND c.deleted_at IS NULL, business_day
    WHERE h.date <= day
    GROUP BY h.customer_id
), scored AS (
    SELECT counted.*,
           (1 + (day - last_date <= r2_days)::integer + (day - last_date <= r3_days)::integer)::smallint AS r,
           (1 + (services >= f2)::integer + (services >= f3)::integer)::smallint AS f,
           (1 + (spend >= m2)::integer + (spend >= m3)::integer)::smallint AS m
    FROM counted, business_day
), named AS (
    SELECT scored.*, CASE
        WHEN r * 100 + f * 10 + m = 333 THEN 'vip'
        WHEN r * 100 + f * 10 + m IN (222, 223, 232, 233, 322, 323, 332) THEN 'champions'
        WHEN r * 100 + f * 10 + m IN (221, 231, 321, 331) THEN 'loyal'
        WHEN r * 100 + f * 10 + m IN (311, 312, 313) THEN 'promising'
        WHEN r * 100 + f * 10 + m IN (121, 122, 123, 131, 132, 133) THEN 'at_risk'
        WHEN r * 100 + f * 10 + m IN (112, 113) THEN 'hibernating'
        WHEN r * 100 + f * 10 + m = 111 THEN 'lost'
        WHEN r * 100 + f * 10 + m IN (211, 212, 213) THEN 'occasional' END AS segment
    FROM scored
), names (segment, codes) AS (
    VALUES ('vip', ARRAY[333]), ('champions', ARRAY[222, 223, 232, 233, 322, 323, 332]), ('loyal', ARRAY[221, 231, 321, 331]),
           ('promising', ARRAY[311, 312, 313]), ('at_risk', ARRAY[121, 122, 123, 131, 132, 133]),
           ('hibernating', ARRAY[112, 113]), ('lost', ARRAY[111]), ('occasional', ARRAY[211, 212, 213])
), ends AS (
    SELECT month::date, least((month + interval '1 month' - interval '1 day')::date, day) AS last_day, r3_days, r2_days, f3, f2, m3, m2
    FROM business_day, generate_series((SELECT date_trunc('month', min(date)) FROM service_history), day, '1 month') AS month
), states AS (
    SELECT c.id AS customer_id, month, last_date, coalesce(names.segment, 'none') AS segment
    FROM customers c CROSS JOIN ends CROSS JOIN LATERAL (
        SELECT count(*) AS services, sum(price) AS spend, max(date) AS last_date
        FROM service_history WHERE customer_id = c.id AND date <= last_day
    ) AS past LEFT JOIN names ON services > 0 AND
        (1 + (last_day - last_date <= r2_days)::integer + (last_day - last_date <= r3_days)::integer) * 100
        + (1 + (services >= f2)::integer + (services >= f3)::integer) * 10
        + (1 + (spend >= m2)::integer + (spend >= m3)::integer) = ANY (codes)
    WHERE c.deleted_at IS NULL AND EXISTS (SELECT FROM service_history WHERE customer_id = c.id)
), moved AS (
    SELECT customer_id, month, before, segment,
           (SELECT sum(price) FROM service_history h WHERE h.customer_id = steps.customer_id
              AND h.date > (last_date - interval '1 year')::date AND h.date <= last_date) AS year_spend
    FROM (SELECT *, lag(segment, 1, 'none') OVER (PARTITION BY customer_id ORDER BY month) AS before FROM states) AS steps
    WHERE before <> segment
), years AS (
    SELECT h.customer_id, sum(price) AS spend
    FROM service_history h JOIN customers c ON c.id = h.customer_id AND c.deleted_at IS NULL, business_day
    WHERE h.date > (day - interval '1 year')::date AND h.date <= day GROUP BY 1 HAVING sum(price) <> 0
), firsts AS (
    SELECT customer_id, to_char(min(date), 'YYYYMM') AS cohort FROM service_history, business_day WHERE date <= day GROUP BY 1
), cohorts AS (
    SELECT cohort, to_char(date, 'YYYYMM') AS month, count(DISTINCT customer_id) AS customers,
           count(DISTINCT (customer_id, date)) AS visits, count(*) AS services, sum(price) AS revenue
    FROM service_history JOIN firsts USING (customer_id), business_day WHERE date <= day GROUP BY 1, 2
), differences (figure, differs) AS (
    SELECT 'customer_metrics', (n.services, n.days, n.spend, n.first_date, n.last_date, n.r, n.f, n.m, n.segment, n.full_name, n.service_ids)
        IS DISTINCT FROM (o.services, o.days, o.spend, o.first_date, o.last_date, o.r, o.f, o.m, o.segment, o.full_name, o.service_ids)
    FROM named n FULL JOIN customer_metrics o USING (customer_id)
    UNION ALL
    SELECT 'service_days', (coalesce(n.count, 0), coalesce(n.revenue, 0))
        IS DISTINCT FROM (coalesce(o.count, 0), coalesce(o.revenue, 0))
    FROM (SELECT date AS day, service_id, count(*), sum(price) AS revenue FROM service_history GROUP BY 1, 2) n
    FULL JOIN (SELECT day, service_id, sum(count) AS count, sum(revenue) AS revenue FROM service_days GROUP BY 1, 2) o
        USING (day, service_id)
    UNION ALL
    SELECT 'service_months', (coalesce(n.count, 0), coalesce(n.revenue, 0))
        IS DISTINCT FROM (coalesce(o.count, 0), coalesce(o.revenue, 0))
    FROM (SELECT to_char(date, 'YYYYMM') AS month, service_id, count(*), sum(price) AS revenue
          FROM service_history GROUP BY 1, 2) n
    FULL JOIN (SELECT to_char(month, 'YYYYMM') AS month, service_id, sum(count) AS count, sum(revenue) AS revenue
               FROM service_months GROUP BY 1, 2) o USING (month, service_id)
    UNION ALL
    SELECT 'rfm_cells', (coalesce(n.customers, 0), coalesce(n.spend, 0), coalesce(n.days, 0))
        IS DISTINCT FROM (coalesce(o.customers, 0), coalesce(o.spend, 0), coalesce(o.days, 0))
    FROM (SELECT r, f, m, segment, count(*) AS customers, sum(spend) AS spend, sum(last_date - date '2000-01-01') AS days
          FROM named GROUP BY 1, 2, 3, 4) n
    FULL JOIN (SELECT r, f, m, segment, sum(customers) AS customers, sum(spend) AS spend, sum(last_day_sum) AS days
               FROM rfm_cells GROUP BY 1, 2, 3, 4) o USING (r, f, m, segment)
    UNION ALL
    SELECT 'customer_tallies', coalesce(n.customers, 0) <> coalesce(o.customers, 0)
    FROM (SELECT status, count(*) AS customers FROM customers WHERE deleted_at IS NULL GROUP BY 1) n
    FULL JOIN (SELECT status, sum(customers) AS customers FROM customer_tallies GROUP BY 1) o USING (status)
    UNION ALL
    SELECT 'segment_changes', (n.before, n.segment, n.year_spend) IS DISTINCT FROM (o.from_segment, o.to_segment, o.year_spend)
    FROM moved n FULL JOIN segment_changes o USING (customer_id, month)
    UNION ALL
    SELECT 'segment_flows', (coalesce(n.customers, 0), coalesce(n.year_spend, 0))
        IS DISTINCT FROM (coalesce(o.customers, 0), coalesce(o.year_spend, 0))
    FROM (SELECT month, before AS from_segment, segment AS to_segment, count(*) AS customers, sum(year_spend) AS year_spend
          FROM moved GROUP BY 1, 2, 3) n
    FULL JOIN (SELECT month, from_segment, to_segment, sum(customers) AS customers, sum(year_spend) AS year_spend
               FROM segment_flows GROUP BY 1, 2, 3) o USING (month, from_segment, to_segment)
    UNION ALL
    SELECT 'customer_years', n.spend IS DISTINCT FROM o.spend FROM years n FULL JOIN customer_years o USING (customer_id)
    UNION ALL
    SELECT 'segment_years', coalesce(n.spend, 0) <> coalesce(o.spend, 0)
    FROM (SELECT segment, sum(years.spend) AS spend FROM years JOIN named USING (customer_id) GROUP BY 1) n
    FULL JOIN (SELECT segment, sum(spend) AS spend FROM segment_years GROUP BY 1) o USING (segment)
    UNION ALL
    SELECT 'cohort_months', (coalesce(n.customers, 0), coalesce(n.visits, 0), coalesce(n.services, 0), coalesce(n.revenue, 0))
        IS DISTINCT FROM (coalesce(o.customers, 0), coalesce(o.visits, 0), coalesce(o.services, 0), coalesce(o.revenue, 0))
    FROM cohorts n
    FULL JOIN (SELECT to_char(cohort, 'YYYYMM') AS cohort, to_char(month, 'YYYYMM') AS month, sum(customers) AS customers,
                      sum(visits) AS visits, sum(services) AS services, sum(revenue) AS revenue
               FROM cohort_months GROUP BY 1, 2) o USING (cohort, month)
)
SELECT figure, count(*) FILTER (WHERE differs) AS rows FROM differences GROUP BY figure
