DROP INDEX customers_city;
