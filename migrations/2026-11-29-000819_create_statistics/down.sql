DROP STATISTICS customers_places;
DROP STATISTICS customer_metrics_scores;
