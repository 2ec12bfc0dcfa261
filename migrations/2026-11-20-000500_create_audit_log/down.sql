DROP TABLE domain_events;
DROP TABLE audit_values;
DROP TABLE audit_log;
