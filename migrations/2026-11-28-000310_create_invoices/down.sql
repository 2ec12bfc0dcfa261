DROP TABLE invoice_deliveries;
DROP TABLE payments;
DROP TABLE invoice_lines;
DROP TABLE invoices;
