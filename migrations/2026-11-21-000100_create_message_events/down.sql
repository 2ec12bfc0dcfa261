DROP TABLE webhook_events;
DROP TABLE message_events;
DROP TABLE message_links;
