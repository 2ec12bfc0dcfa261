DROP TRIGGER invoice_lines_keep_issued ON invoice_lines;
DROP TRIGGER invoices_keep_issued ON invoices;
DROP FUNCTION keep_issued_lines();
DROP FUNCTION keep_issued_invoice();
