ALTER TABLE billing_settings DROP COLUMN prices_include_tax;
