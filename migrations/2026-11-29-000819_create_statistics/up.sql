-- What the planner cannot know of columns one by one: how many come from a place and by a way, which it guesses at half a percent
-- where an index over some rows alone holds them, and that the scores of a customer go together. Without it the list by several
-- filters was read along the way by which everybody came.
CREATE STATISTICS customers_places ON fold(city), fold(source) FROM customers;
CREATE STATISTICS customer_metrics_scores (dependencies, mcv) ON r, f, m, segment FROM customer_metrics;
ANALYZE customers, customer_metrics;
