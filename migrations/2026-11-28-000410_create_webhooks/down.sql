DROP TABLE broker_status;
DROP TABLE delivery_attempts;
DROP TABLE webhook_deliveries;
DROP TABLE wire_events;
DROP TABLE webhook_endpoints;
