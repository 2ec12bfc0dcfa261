-- What was invoiced and how long payment took, ever, so that the summaries need not read each invoice. Appended differences, as
-- in service_days.
CREATE TABLE invoice_tallies (
    currency text NOT NULL,
    -- minor units; credit notes count against it
    invoiced bigint NOT NULL,
    -- invoices that were paid in full, and the sum of their days from issue to the payment that settled them
    settled bigint NOT NULL,
    days_to_pay bigint NOT NULL
);

-- What an invoice counts for; a draft counts for nothing.
CREATE FUNCTION invoice_tally(invoice invoices) RETURNS invoice_tallies LANGUAGE sql IMMUTABLE
RETURN ROW(
    invoice.currency,
    CASE WHEN invoice.issued_on IS NULL THEN 0 WHEN invoice.type = 'credit_note' THEN -invoice.total ELSE invoice.total END,
    CASE WHEN invoice.settled_on IS NULL THEN 0 ELSE 1 END,
    -- Paid in advance took none
    CASE WHEN invoice.settled_on IS NULL THEN 0 ELSE greatest(invoice.settled_on - invoice.issued_on, 0) END
)::invoice_tallies;

CREATE FUNCTION invoice_tallies_inserted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO invoice_tallies
    SELECT (tally).currency, sum((tally).invoiced), sum((tally).settled), sum((tally).days_to_pay)
    FROM (SELECT invoice_tally(new_rows::invoices) AS tally FROM new_rows WHERE issued_on IS NOT NULL) AS tallies GROUP BY 1;
    RETURN NULL;
END $$;

CREATE FUNCTION invoice_tallies_updated() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
    before invoice_tallies := invoice_tally(old);
    after invoice_tallies := invoice_tally(new);
BEGIN
    INSERT INTO invoice_tallies VALUES (after.currency, after.invoiced - before.invoiced, after.settled - before.settled,
        after.days_to_pay - before.days_to_pay);
    RETURN NULL;
END $$;

-- Of an issued invoice neither currency nor amounts change and it is never deleted (keep_issued_invoice): it is issued, and settled
-- or open again.
CREATE TRIGGER tallies_inserted AFTER INSERT ON invoices REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION invoice_tallies_inserted();
CREATE TRIGGER tallies_updated AFTER UPDATE OF issued_on, settled_on ON invoices
    FOR EACH ROW WHEN ((old.issued_on, old.settled_on) IS DISTINCT FROM (new.issued_on, new.settled_on))
    EXECUTE FUNCTION invoice_tallies_updated();
CREATE TRIGGER tallies_not_truncated BEFORE TRUNCATE ON invoices EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER tallies_not_truncated BEFORE TRUNCATE ON invoice_tallies EXECUTE FUNCTION refuse_truncate();

CREATE OR REPLACE FUNCTION compact_tallies() RETURNS bigint LANGUAGE sql
RETURN merge_differences('rfm_cells', 'r, f, m, segment', '{customers,spend,last_day_sum}')
     + merge_differences('customer_tallies', 'status', '{customers}')
     + merge_differences('invoice_tallies', 'currency', '{invoiced,settled,days_to_pay}');

-- For a database that already has invoices.
INSERT INTO invoice_tallies
SELECT (tally).currency, sum((tally).invoiced), sum((tally).settled), sum((tally).days_to_pay)
FROM (SELECT invoice_tally(invoices) AS tally FROM invoices WHERE issued_on IS NOT NULL) AS tallies GROUP BY 1;
