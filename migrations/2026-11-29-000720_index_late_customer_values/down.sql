DROP INDEX customer_values_late;
