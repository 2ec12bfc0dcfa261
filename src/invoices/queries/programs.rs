//! What the API asks besides: who is billed, and the customers in figures.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::domain::{Currency, CustomerId};

/// One program at a time looks a customer up and makes them if they are not there.
pub(in crate::invoices) fn lock_new_customers(conn: &mut PgConnection) -> QueryResult<()> {
    diesel::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended('invoices: a new customer', 0))",
    )
    .execute(conn)
    .map(|_| ())
}

#[derive(QueryableByName)]
struct Billed {
    #[diesel(sql_type = BigInt)]
    id: CustomerId,
}

/// The customer with that tax id, else the one with that e-mail address; of several the oldest.
pub(in crate::invoices) fn find_billed(
    conn: &mut PgConnection,
    tax_id: Option<&str>,
    key: Option<&str>,
    email: Option<&str>,
) -> QueryResult<Option<CustomerId>> {
    // Each by its own index.
    let found: Option<Billed> = diesel::sql_query(
        "SELECT id FROM (
            (SELECT 1 AS rank, id FROM customers WHERE deleted_at IS NULL AND tax_id_key = $1 ORDER BY id LIMIT 1)
            UNION ALL
            (SELECT 2, id FROM customers WHERE deleted_at IS NULL AND $1 IS NULL AND $2 IS NOT NULL
                 AND search_text LIKE '%' || like_literal(lower($2)) || '%' AND lower(tax_id) = lower($2) ORDER BY id LIMIT 1)
            UNION ALL
            (SELECT 3, id FROM customers WHERE deleted_at IS NULL AND lower(email) = lower($3) ORDER BY id LIMIT 1)
         ) AS found ORDER BY rank LIMIT 1",
    )
    .bind::<Nullable<Text>, _>(key)
    .bind::<Nullable<Text>, _>(tax_id)
    .bind::<Nullable<Text>, _>(email)
    .get_result(conn)
    .optional()?;
    Ok(found.map(|billed| billed.id))
}

/// The customers and the pipeline in figures.
#[derive(Debug, QueryableByName)]
pub(in crate::invoices) struct CrmFigures {
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    #[diesel(sql_type = BigInt)]
    pub active: i64,
    /// Activities that wait for somebody.
    #[diesel(sql_type = BigInt)]
    pub pending: i64,
    /// The value of the open opportunities in the organisation's currency.
    #[diesel(sql_type = BigInt)]
    pub pipeline: i64,
}

pub(in crate::invoices) fn find_crm_figures(
    conn: &mut PgConnection,
    own: Currency,
) -> QueryResult<CrmFigures> {
    diesel::sql_query(
        "SELECT (SELECT count(*) FROM customers WHERE deleted_at IS NULL) AS customers,
                (SELECT count(*) FROM customers WHERE deleted_at IS NULL AND status = 'active') AS active,
                (SELECT count(*) FROM activities WHERE done_at IS NULL AND due_at IS NOT NULL) AS pending,
                (SELECT coalesce(sum(value), 0)::bigint FROM opportunities
                 WHERE currency = $1 AND stage NOT IN ('won', 'lost')) AS pipeline",
    )
    .bind::<Text, _>(own)
    .get_result(conn)
}
