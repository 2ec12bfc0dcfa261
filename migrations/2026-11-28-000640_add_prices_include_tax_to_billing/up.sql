-- Whether the catalogue's prices have the tax in them; NULL while nobody has said: then as is usual in the country.
ALTER TABLE billing_settings ADD COLUMN prices_include_tax boolean;
