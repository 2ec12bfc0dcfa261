DROP INDEX invoices_credit_notes;
