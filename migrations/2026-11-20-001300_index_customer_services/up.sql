-- The list sorts by services as it sorts by spend and last visit. SHARE lock while they are built: seconds per million rows.
CREATE INDEX customer_metrics_services ON customer_metrics (services DESC, customer_id);
CREATE INDEX customer_metrics_segment_services ON customer_metrics (segment, services DESC, customer_id);
