-- A bank's reference may name who was paid: it can be emptied when a person is erased. All else of a refund stays.
CREATE OR REPLACE FUNCTION keep_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.reference = '' AND to_jsonb(NEW) - 'reference' = to_jsonb(OLD) - 'reference' THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'refund % stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM invoices WHERE id = NEW.credit_note_id AND type = 'credit_note' AND corrects_id = NEW.invoice_id
            AND state <> 'draft' AND currency = NEW.currency AND total >= NEW.amount) THEN
        RAISE EXCEPTION 'credit note % does not give that back', NEW.credit_note_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
