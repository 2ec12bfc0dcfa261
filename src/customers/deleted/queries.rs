use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{Deleted, Place};
use crate::customers::model::Customer;
use crate::customers::queries::conditions::{Conditions, load};
use crate::customers::queries::erasing::being_erased;
use crate::customers::queries::surviving_customer;
use crate::customers::search::Search;
use crate::db::schema::customers;
use crate::domain::CustomerId;

/// Which rows of `customers c` these are, as their indexes say it.
const DELETED: &str = "c.deleted_at IS NOT NULL AND c.erased_at IS NULL";

/// The rows of the part `found`, each with who deleted it, whom it was merged into, and whether its erasure is under way.
fn told() -> String {
    format!(
        "
    SELECT found.id, found.full_name, found.email, found.phone, found.deleted_at,
           CASE WHEN merge.id IS NULL THEN gone.actor ELSE merger.name END AS deleted_by,
           survivor.id AS became, survivor.full_name AS became_name,
           {} AS is_being_erased
    FROM found
    LEFT JOIN customer_merges merge ON merge.loser_id = found.id AND merge.undone_at IS NULL
    LEFT JOIN users merger ON merger.id = merge.merged_by
    LEFT JOIN customers survivor ON merge.id IS NOT NULL AND survivor.id = surviving_customer(found.id)
    LEFT JOIN LATERAL (
        SELECT actor FROM audit_log
        WHERE record_type = 'customer' AND record_id = found.id AND action = 'customer.deleted'
        ORDER BY audit_log.id DESC LIMIT 1) AS gone ON true
    ORDER BY found.deleted_at DESC, found.id DESC",
        being_erased("found.id")
    )
}

/// A page, whoever was deleted last first.
pub fn list_deleted(
    conn: &mut PgConnection,
    search: Option<&Search>,
    before: Option<Place>,
    limit: i64,
) -> QueryResult<Vec<Deleted>> {
    let mut conditions = Conditions::new(DELETED);
    if let Some(search) = search {
        conditions.and_terms(search);
    }
    if let Some(Place { at, id }) = before {
        let at = at.to_rfc3339();
        conditions.and(&format!(
            "(c.deleted_at, c.id) < ('{at}'::timestamptz, {id})"
        ));
    }
    let sql = format!(
        "WITH found AS (
             SELECT c.id, c.full_name, c.email, c.phone, c.deleted_at FROM customers c WHERE {}
             ORDER BY c.deleted_at DESC, c.id DESC LIMIT {limit}
         ) {}",
        conditions.sql,
        told()
    );
    load(conn, sql, &conditions.binds)
}

/// `None` for one who is there, who was erased, or who never was.
pub fn find_deleted(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Option<Deleted>> {
    let found = "SELECT c.id, c.full_name, c.email, c.phone, c.deleted_at FROM customers c";
    diesel::sql_query(format!(
        "WITH found AS ({found} WHERE c.id = $1 AND {DELETED}) {}",
        told()
    ))
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .optional()
}

/// The row of one who was deleted, neither erased nor merged.
pub fn find_restorable(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Option<Customer>> {
    customers::table
        .find(id)
        .filter(customers::deleted_at.is_not_null())
        .filter(customers::erased_at.is_null())
        .filter(surviving_customer(customers::id).eq(customers::id))
        .select(Customer::as_select())
        .first(conn)
        .optional()
}
