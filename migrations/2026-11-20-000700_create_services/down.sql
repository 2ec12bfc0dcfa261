DROP TABLE service_history;
DROP TABLE services;
