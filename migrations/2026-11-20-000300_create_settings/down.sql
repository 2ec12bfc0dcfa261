DROP TABLE secrets;
DROP TABLE settings;
