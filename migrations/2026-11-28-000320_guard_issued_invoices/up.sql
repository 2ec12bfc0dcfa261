-- An issued invoice says for ever what it said: no program, and nobody at the database's prompt, changes it by mistake. What is
-- paid, credited and settled goes on, and the customer's row may become another when two of them are merged.
CREATE FUNCTION keep_issued_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'invoice % is issued and stays', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'draft' OR (OLD.type, OLD.corrects_id, OLD.series_id, OLD.number, OLD.full_number, OLD.issuer_name, OLD.issuer_tax_id,
        OLD.issuer_address, OLD.currency, OLD.issued_at, OLD.issue_offset_minutes, OLD.issued_on, OLD.due_on, OLD.net, OLD.tax,
        OLD.total, OLD.customer_name, OLD.customer_tax_id, OLD.customer_address, OLD.customer_email, OLD.notes)
        IS DISTINCT FROM (NEW.type, NEW.corrects_id, NEW.series_id, NEW.number, NEW.full_number, NEW.issuer_name, NEW.issuer_tax_id,
        NEW.issuer_address, NEW.currency, NEW.issued_at, NEW.issue_offset_minutes, NEW.issued_on, NEW.due_on, NEW.net, NEW.tax,
        NEW.total, NEW.customer_name, NEW.customer_tax_id, NEW.customer_address, NEW.customer_email, NEW.notes) THEN
        RAISE EXCEPTION 'invoice % is issued and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoices_keep_issued BEFORE UPDATE OR DELETE ON invoices
    FOR EACH ROW EXECUTE FUNCTION keep_issued_invoice();

-- Lines are written before their invoice is issued. A deleted draft is gone already when its lines follow.
CREATE FUNCTION keep_issued_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM invoices WHERE id = OLD.invoice_id AND state <> 'draft')
        OR TG_OP <> 'DELETE' AND EXISTS (SELECT FROM invoices WHERE id = NEW.invoice_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'the lines of an issued invoice stay as they are' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER invoice_lines_keep_issued BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines
    FOR EACH ROW EXECUTE FUNCTION keep_issued_lines();
