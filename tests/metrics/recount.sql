-- How many rows of each stored figure differ from a recount that shares no function with them.
WITH counted AS (
    SELECT h.customer_id, count(*)::integer AS services, count(DISTINCT h.date)::integer AS days,
           sum(h.price)::bigint AS spend, min(h.date) AS first_date, max(h.date) AS last_date,
           min(c.full_name) AS full_name
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
), differences (figure, differs) AS (
    SELECT 'customer_metrics', (n.services, n.days, n.spend, n.first_date, n.last_date, n.r, n.f, n.m, n.segment, n.full_name)
        IS DISTINCT FROM (o.services, o.days, o.spend, o.first_date, o.last_date, o.r, o.f, o.m, o.segment, o.full_name)
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
)
SELECT figure, count(*) FILTER (WHERE differs) AS rows FROM differences GROUP BY figure
