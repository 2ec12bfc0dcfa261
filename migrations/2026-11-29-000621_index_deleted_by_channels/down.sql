DROP INDEX customers_deleted_tax_id_key;
DROP INDEX customers_deleted_phone_e164;
DROP INDEX customers_deleted_email;
