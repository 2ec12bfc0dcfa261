DROP INDEX customers_custom;
