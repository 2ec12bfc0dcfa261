//! What of this feature goes when a person is erased: drafts, and words beside the amounts. What was issued stays as it was
//! issued; the law asks for it, and a trigger keeps it.

use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// A draft is without them; it has no number, and nobody was told of it.
pub fn erase_drafts(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE invoices SET customer_name = $3, customer_tax_id = '', customer_address = '', customer_email = '', notes = '',
            version = version + 1, updated_at = now()
        WHERE customer_id = ANY($1) AND state = 'draft'";
    db::erase_rows(conn, ERASE, erasure)
}

pub fn erase_draft_lines(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE invoice_lines SET description = $3 FROM invoices
        WHERE invoices.id = invoice_lines.invoice_id AND invoices.customer_id = ANY($1) AND invoices.state = 'draft'
          AND holds_any(description, $2)";
    db::erase_rows(conn, ERASE, erasure)
}

/// The reference of a bank may name who paid.
pub fn erase_payments(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE payments SET reference = '', taken_back_reason = '' FROM invoices
        WHERE invoices.id = payments.invoice_id AND invoices.customer_id = ANY($1)
          AND (reference <> '' OR taken_back_reason <> '')";
    db::erase_rows(conn, ERASE, erasure)
}

pub fn erase_refunds(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE refunds SET reference = '' FROM invoices
        WHERE invoices.id = refunds.invoice_id AND invoices.customer_id = ANY($1) AND reference <> ''";
    db::erase_rows(conn, ERASE, erasure)
}
