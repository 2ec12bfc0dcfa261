DROP TABLE unsubscribe_reasons;
DROP TABLE message_preferences;
