//! What a page shows, in one statement each: the lists of a record come with it as JSON.

use std::sync::LazyLock;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb};
use serde::de::DeserializeOwned;

use super::{BILLED, OWED};
use crate::db::Json;
use crate::domain::{CustomerId, InvoiceId};
use crate::invoices::document::Document;
use crate::invoices::forms::Choices;
use crate::invoices::views::CustomerContext;

const DOCUMENT: &str = "
    SELECT jsonb_build_object(
        'invoice', to_jsonb(i),
        'lines', coalesce((SELECT jsonb_agg(l ORDER BY l.position) FROM invoice_lines l WHERE l.invoice_id = i.id), '[]'),
        'payments', coalesce((SELECT jsonb_agg(p ORDER BY p.id) FROM payments p WHERE p.invoice_id = i.id), '[]'),
        'refunds', coalesce((SELECT jsonb_agg(r ORDER BY r.id) FROM refunds r WHERE r.invoice_id = i.id), '[]'),
        'credit_notes', coalesce((
            SELECT jsonb_agg(n ORDER BY n.id) FROM invoices n WHERE n.corrects_id = i.id AND n.type = 'credit_note'
        ), '[]'),
        'corrects', (SELECT to_jsonb(n) FROM invoices n WHERE n.id = i.corrects_id),
        'deliveries', coalesce((
            SELECT jsonb_agg(d ORDER BY d.message_id DESC) FROM (
                SELECT d.message_id, m.recipient, m.state, m.queued_at, m.created_by AS author_id
                FROM invoice_deliveries d JOIN messages m ON m.id = d.message_id WHERE d.invoice_id = i.id
            ) AS d
        ), '[]'),
        'lacks', jsonb_build_object(
            'issuer', i.state = 'draft' AND s.tax_id = '',
            'customer', i.state = 'draft' AND coalesce(c.tax_id, '') = ''),
        'authors', coalesce((
            SELECT jsonb_object_agg(u.id, u.name) FROM users u WHERE u.id IN (
                SELECT p.created_by FROM payments p WHERE p.invoice_id = i.id
                UNION SELECT r.created_by FROM refunds r WHERE r.invoice_id = i.id)
        ), '{}'),
        'tax_names', coalesce((SELECT jsonb_object_agg(t.basis_points, t.name ORDER BY t.active, t.id DESC) FROM tax_rates t), '{}')
    ) AS read
    FROM invoices i JOIN customers c ON c.id = i.customer_id CROSS JOIN billing_settings s
    WHERE i.id = $1";

/// What there is to choose from for a new invoice; external series are for programs.
const CHOICES: &str = "
    SELECT jsonb_build_object(
        'series', coalesce((
            SELECT jsonb_agg(s ORDER BY s.id) FROM invoice_series s WHERE s.kind = 'invoice' AND s.active AND NOT s.is_external
        ), '[]'),
        'taxes', coalesce((SELECT jsonb_agg(t ORDER BY t.active DESC, t.basis_points DESC, t.id) FROM tax_rates t), '[]'),
        'services', coalesce((SELECT jsonb_agg(s ORDER BY s.category, s.name) FROM services s WHERE s.active), '[]'),
        'issuer', to_jsonb(issuer)
    ) AS read
    FROM billing_settings issuer WHERE $1 = $1";

/// What one should know of a customer before billing them.
static CONTEXT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "
    SELECT jsonb_build_object(
        'id', c.id, 'name', c.full_name, 'tax_id', c.tax_id, 'email', c.email, 'credit_limit', c.credit_limit,
        'open', ({OWED}), 'invoices', ({BILLED}),
        'activities', coalesce((
            SELECT jsonb_agg(latest) FROM (
                SELECT * FROM activities WHERE customer_id = c.id ORDER BY occurred_at DESC, id DESC LIMIT 5
            ) AS latest
        ), '[]')
    ) AS read
    FROM customers c WHERE c.id = $1 AND c.deleted_at IS NULL"
    )
});

#[derive(QueryableByName)]
struct Read<T: DeserializeOwned + 'static> {
    #[diesel(sql_type = Jsonb)]
    read: Json<T>,
}

fn read<T: DeserializeOwned + 'static>(
    conn: &mut PgConnection,
    statement: &str,
    id: i64,
) -> QueryResult<T> {
    let row: Read<T> = diesel::sql_query(statement)
        .bind::<BigInt, _>(id)
        .get_result(conn)?;
    Ok(row.read.0)
}

pub(in crate::invoices) fn find_document(
    conn: &mut PgConnection,
    id: InvoiceId,
) -> QueryResult<Document> {
    read(conn, DOCUMENT, id.into())
}

pub(in crate::invoices) fn find_choices(conn: &mut PgConnection) -> QueryResult<Choices> {
    read(conn, CHOICES, 0)
}

/// Of a customer who is there.
pub(in crate::invoices) fn find_context(
    conn: &mut PgConnection,
    id: CustomerId,
) -> QueryResult<CustomerContext> {
    read(conn, &CONTEXT, id.into())
}
