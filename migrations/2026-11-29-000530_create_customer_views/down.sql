DROP TABLE customer_view_defaults;
DROP TABLE customer_views;
