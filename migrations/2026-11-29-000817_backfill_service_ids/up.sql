-- Which services a customer had, for whoever was counted before there was a place for it. Rows of customer_metrics are locked:
-- readers go on, and whoever writes services waits for the lock of the figures, so that no count of theirs is overwritten with
-- an older one. A minute with 30 million services.
SELECT pg_advisory_xact_lock(figures_lock());
UPDATE customer_metrics SET service_ids = taken.ids
FROM (
    SELECT customer_id, array_agg(service_id ORDER BY service_id) AS ids
    FROM (SELECT DISTINCT customer_id, service_id FROM service_history WHERE date <= (SELECT day FROM business_day)) AS one
    GROUP BY customer_id
) AS taken
WHERE customer_metrics.customer_id = taken.customer_id AND customer_metrics.service_ids <> taken.ids;
