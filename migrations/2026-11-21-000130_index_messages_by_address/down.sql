DROP INDEX messages_address;
