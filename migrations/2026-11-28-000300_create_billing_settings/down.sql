DROP TABLE billing_settings;
DROP TABLE tax_rates;
DROP TABLE invoice_series;
