DROP TABLE consents;
DROP TABLE contact_points;
DROP TABLE customers;
