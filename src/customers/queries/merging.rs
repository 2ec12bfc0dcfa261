//! What becomes of the rows of two customers who are one, and back. A row of `customers` is handled whole, as JSON, so that
//! a column that is added later is neither lost nor forgotten by an undo.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text};
use serde_json::{Map, Value};

use crate::customers::bulk::said_by_file;
use crate::customers::model::{Channel, Customer};
use crate::db;
use crate::db::schema::{consents, contact_points, customers};
use crate::domain::{ConsentId, ContactPointId, CustomerId, CustomerMove, UserId};

/// A row of `customers` by column, without what is computed.
pub type Columns = Map<String, Value>;

#[derive(QueryableByName)]
struct Whole {
    #[diesel(sql_type = Jsonb)]
    columns: Value,
}

/// Locks both in the order of their ids, so that two merges never wait for each other, and against rows that others are about
/// to add. `NotFound` where one was deleted or erased.
pub fn lock_two(
    conn: &mut PgConnection,
    a: CustomerId,
    b: CustomerId,
) -> QueryResult<[Customer; 2]> {
    let mut lock = |id: CustomerId| {
        customers::table
            .find(id)
            .filter(customers::deleted_at.is_null())
            .filter(customers::erased_at.is_null())
            .select(Customer::as_select())
            .for_update()
            .first(conn)
    };
    match a < b {
        true => Ok([lock(a)?, lock(b)?]),
        false => {
            let b = lock(b)?;
            Ok([lock(a)?, b])
        }
    }
}

/// Whether one of these was erased: there is nothing left to give back.
pub fn is_erased(conn: &mut PgConnection, ids: [CustomerId; 2]) -> QueryResult<bool> {
    let erased = customers::table
        .filter(customers::id.eq_any(ids.map(CustomerId::get)))
        .filter(customers::erased_at.is_not_null());
    diesel::select(diesel::dsl::exists(erased)).get_result(conn)
}

/// Like [`lock_two`], also of somebody who was deleted.
pub fn lock_merged(conn: &mut PgConnection, a: CustomerId, b: CustomerId) -> QueryResult<()> {
    let ids = [a.min(b), a.max(b)];
    let locked: Vec<i64> = customers::table
        .filter(customers::id.eq_any(ids.map(CustomerId::get)))
        .order(customers::id)
        .select(customers::id)
        .for_update()
        .load(conn)?;
    match locked.len() {
        2 => Ok(()),
        _ => Err(diesel::result::Error::NotFound),
    }
}

/// The row as it is, deleted or not.
pub fn find_columns(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Columns> {
    let row: Whole = diesel::sql_query(
        "SELECT to_jsonb(c) - 'search_text' AS columns FROM customers c WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)?;
    match row.columns {
        Value::Object(columns) => Ok(columns),
        _ => Err(diesel::result::Error::NotFound),
    }
}

/// Writes these columns, each as [`find_columns`] gave it, and counts the version up.
pub fn update_columns(
    conn: &mut PgConnection,
    id: CustomerId,
    columns: &Columns,
) -> QueryResult<usize> {
    if columns.is_empty() {
        return Ok(0);
    }
    let names: Vec<String> = columns.keys().map(|name| format!("\"{name}\"")).collect();
    let names = names.join(", ");
    diesel::sql_query(format!(
        "UPDATE customers SET version = version + 1,
             ({names}) = (SELECT {names} FROM jsonb_populate_record(NULL::customers, $2))
         WHERE id = $1"
    ))
    .bind::<BigInt, _>(id)
    .bind::<Jsonb, _>(Value::Object(columns.clone()))
    .execute(conn)
}

/// Notes that a person changes the row now: what the file said of it is kept, for later imports.
pub fn update_touched(
    conn: &mut PgConnection,
    id: CustomerId,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::sql_query(format!(
        "UPDATE customers SET updated_at = now(), updated_by = $2, imported = {} WHERE id = $1",
        said_by_file("")
    ))
    .bind::<BigInt, _>(id)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(conn)
}

/// Deletes softly; files that name the customer go on naming it.
pub fn update_deleted(conn: &mut PgConnection, id: CustomerId) -> QueryResult<usize> {
    diesel::update(customers::table.find(id))
        .set((
            customers::deleted_at.eq(diesel::dsl::now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)
}

/// Hands over every word on consent; the newest holds, whoever said it.
pub fn move_consents(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE consents SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}

/// Hands over the people of a company.
pub fn move_contacts(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE contacts SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}

/// Hands over further channels.
pub fn move_contact_points(
    conn: &mut PgConnection,
    order: &CustomerMove,
) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE contact_points SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}

/// The newest row of a customer on a channel, which holds.
pub fn find_newest_consent(
    conn: &mut PgConnection,
    id: CustomerId,
    channel: Channel,
) -> QueryResult<ConsentId> {
    consents::table
        .filter(consents::customer_id.eq(id))
        .filter(consents::channel.eq(channel))
        .order(consents::id.desc())
        .select(consents::id)
        .first(conn)
}

/// Takes back what a merge added.
pub fn delete_consents(conn: &mut PgConnection, ids: &[ConsentId]) -> QueryResult<usize> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    diesel::delete(consents::table.filter(consents::id.eq_any(ids))).execute(conn)
}

/// Keeps a channel of a customer beside the first; nothing where it is kept already. `key` is how it is compared.
pub fn insert_contact_point(
    conn: &mut PgConnection,
    customer: CustomerId,
    kind: &str,
    value: &str,
    key: Option<&str>,
) -> QueryResult<Option<ContactPointId>> {
    let row: Option<Inserted> = diesel::sql_query(
        "INSERT INTO contact_points (customer_id, kind, value, value_key)
         SELECT $1, $2, $3, $4
         WHERE NOT EXISTS (SELECT FROM contact_points
                           WHERE customer_id = $1 AND (value = $3 OR value_key = $4))
         RETURNING id",
    )
    .bind::<BigInt, _>(customer)
    .bind::<Text, _>(kind)
    .bind::<Text, _>(value)
    .bind::<Nullable<Text>, _>(key)
    .get_result(conn)
    .optional()?;
    Ok(row.map(|row| row.id))
}

#[derive(QueryableByName)]
struct Inserted {
    #[diesel(sql_type = BigInt)]
    id: ContactPointId,
}

/// Takes back what a merge added, as far as it is still the customer's.
pub fn delete_contact_points(
    conn: &mut PgConnection,
    customer: CustomerId,
    ids: &[ContactPointId],
) -> QueryResult<usize> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    diesel::delete(
        contact_points::table
            .filter(contact_points::customer_id.eq(customer))
            .filter(contact_points::id.eq_any(ids)),
    )
    .execute(conn)
}
