DROP FUNCTION recount_segment_changes;
DROP TABLE segment_flows;
DROP TABLE segment_changes;
DROP FUNCTION segment_flows_updated;
DROP FUNCTION segment_flows_deleted;
DROP FUNCTION segment_flows_inserted;
