CREATE OR REPLACE FUNCTION compact_tallies() RETURNS bigint LANGUAGE sql
RETURN merge_differences('rfm_cells', 'r, f, m, segment', '{customers,spend,last_day_sum}')
     + merge_differences('customer_tallies', 'status', '{customers}');
DROP TRIGGER tallies_not_truncated ON invoices;
DROP TRIGGER tallies_updated ON invoices;
DROP TRIGGER tallies_inserted ON invoices;
DROP FUNCTION invoice_tallies_updated();
DROP FUNCTION invoice_tallies_inserted();
DROP FUNCTION invoice_tally(invoices);
DROP TABLE invoice_tallies;
