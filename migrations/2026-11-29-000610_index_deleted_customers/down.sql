DROP INDEX customers_deleted_search;
DROP INDEX customers_deleted;
