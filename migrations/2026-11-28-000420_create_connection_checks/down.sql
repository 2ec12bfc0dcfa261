DROP TABLE connection_checks;
