DROP FUNCTION compact_cohorts;
DROP TRIGGER reports_day_moved ON business_day;
DROP TRIGGER reports_deleted ON service_history;
DROP TRIGGER reports_updated ON service_history;
DROP TRIGGER reports_inserted ON service_history;
DROP FUNCTION cohorts_day_moved;
DROP FUNCTION cohorts_history_changed;
DROP FUNCTION cohort_differences;
DROP TABLE cohort_months;
