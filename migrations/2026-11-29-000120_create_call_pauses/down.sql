DROP TABLE call_pauses;
