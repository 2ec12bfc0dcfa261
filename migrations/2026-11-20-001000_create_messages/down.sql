DROP TABLE suppressions;
DROP TABLE message_attempts;
DROP TABLE messages;
