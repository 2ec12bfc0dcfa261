DROP INDEX consents_state;
