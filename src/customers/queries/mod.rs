//! Every statement of the feature: of one customer here, of many in `list` and `search`.

pub mod alike;
pub mod conditions;
pub mod count;
pub mod fields;
pub mod erasing;
mod holders;
mod known;
pub mod list;
pub mod merging;
mod narrowing;
mod neighbours;
mod own;
pub mod search;
mod tombstones;
mod whole;

pub use alike::list_alike;
pub use count::{Count, count_customers};
pub use fields::{Choice, list_choices};
pub use holders::{find_holder_of_tax_id, lock_values};
pub use known::list_known;
pub use list::{Row, list_page};
pub use neighbours::{Direction, find_neighbour};
pub use own::{update_demo_values, update_own_options};
pub use search::{list_similar, search_customers};
pub use tombstones::{
    KnownBy, Tombstone, insert_tombstone, insert_tombstones, list_risen, list_tombstone_kinds,
    list_tombstones, lock_tombstones, names_erased,
};
pub(super) use tombstones::{drop_erased, list_alike_erased};
pub use whole::{Exported, draw_ids, insert_from_list, list_exported, list_ids};

use diesel::define_sql_function;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};

use crate::customers::bulk::said_by_file;
use crate::customers::model::{Consent, Customer, CustomerChanges, NewConsent, NewCustomer};
use crate::db::schema::{consents, customers};
use crate::domain::{CustomerId, UserId};

/// `NotFound` for one who was deleted. Who was erased has a row still, for what they bought.
pub fn find_customer(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Customer> {
    customers::table
        .find(id)
        .filter(customers::deleted_at.is_null())
        .select(Customer::as_select())
        .first(conn)
}

define_sql_function! {
    /// Who stands for a customer by now: themselves, or whom they were merged into.
    fn surviving_customer(customer: BigInt) -> BigInt;
}

/// Like [`find_customer`], and for one who was merged into another that other: programs keep the id that they were told.
/// To them who was erased is no more.
pub fn find_standing(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Customer> {
    customers::table
        .filter(customers::id.eq(surviving_customer(id)))
        .filter(customers::deleted_at.is_null())
        .filter(customers::erased_at.is_null())
        .select(Customer::as_select())
        .first(conn)
}

/// Like [`find_customer`], and also one who was deleted, as long as nobody else stands for them.
pub fn find_person(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Customer> {
    customers::table
        .find(id)
        .filter(surviving_customer(customers::id).eq(customers::id))
        .select(Customer::as_select())
        .first(conn)
}

/// Like [`find_customer`], and nobody else changes the row before the transaction ends. `NotFound` also for one who was
/// erased: nothing is written to them any more.
pub fn lock_customer(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Customer> {
    customers::table
        .find(id)
        .filter(customers::deleted_at.is_null())
        .filter(customers::erased_at.is_null())
        .select(Customer::as_select())
        .for_no_key_update()
        .first(conn)
}

/// Nobody else changes the row before the transaction ends, be it deleted or not; what was said in the meantime is read after.
pub fn lock_row(conn: &mut PgConnection, id: CustomerId) -> QueryResult<()> {
    let locked = customers::table
        .find(id)
        .select(customers::id)
        .for_no_key_update()
        .first::<i64>(conn);
    locked.optional().map(|_| ())
}

pub fn insert_customer(conn: &mut PgConnection, new: &NewCustomer) -> QueryResult<Customer> {
    diesel::insert_into(customers::table)
        .values(new)
        .returning(Customer::as_returning())
        .get_result(conn)
}

/// Changes the row by hand and counts its version up.
pub fn update_customer(
    conn: &mut PgConnection,
    id: CustomerId,
    changes: &CustomerChanges,
    by: Option<UserId>,
) -> QueryResult<Customer> {
    diesel::update(customers::table.find(id))
        .set((
            changes,
            customers::version.eq(customers::version + 1),
            customers::updated_at.eq(diesel::dsl::now),
            customers::updated_by.eq(by),
            customers::imported.eq(diesel::dsl::sql(&said_by_file(""))),
        ))
        .returning(Customer::as_returning())
        .get_result(conn)
}

/// Hides these from everybody, or shows them again; what is theirs stays.
pub fn update_hidden(
    conn: &mut PgConnection,
    by: UserId,
    ids: &[CustomerId],
    is_hidden: bool,
) -> QueryResult<usize> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let at = if is_hidden { "now()" } else { "NULL" };
    diesel::sql_query(format!(
        "UPDATE customers SET deleted_at = {at}, version = version + 1, updated_at = now(), updated_by = $2 WHERE id = ANY($1)"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .bind::<BigInt, _>(by)
    .execute(conn)
}

diesel::define_sql_function! { fn lower(value: diesel::sql_types::Text) -> diesel::sql_types::Text; }

/// A customer in a line: enough to name it and to link to it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Named {
    pub id: CustomerId,
    pub full_name: String,
}

/// `None` for one who was deleted.
pub fn find_named(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Option<Named>> {
    customers::table
        .find(id)
        .filter(customers::deleted_at.is_null())
        .select(Named::as_select())
        .first(conn)
        .optional()
}

/// The names of the first of them; of the deleted nothing.
pub fn list_named(
    conn: &mut PgConnection,
    ids: &[CustomerId],
    limit: i64,
) -> QueryResult<Vec<String>> {
    customers::table
        .filter(customers::id.eq_any(ids))
        .filter(customers::deleted_at.is_null())
        .order((customers::full_name, customers::id))
        .limit(limit)
        .select(customers::full_name)
        .load(conn)
}

/// How many of them are there.
pub fn count_there(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<i64> {
    customers::table
        .filter(customers::id.eq_any(ids))
        .filter(customers::deleted_at.is_null())
        .count()
        .get_result(conn)
}

/// Who has this canonical tax id; there is at most one.
pub fn find_by_tax_id_key(conn: &mut PgConnection, key: &str) -> QueryResult<Option<Named>> {
    customers::table
        .filter(customers::tax_id_key.eq(key))
        .filter(customers::deleted_at.is_null())
        .select(Named::as_select())
        .first(conn)
        .optional()
}

/// More than these sharing an address need no naming.
const NAMED_SHARERS: i64 = 5;

/// Who else has this address.
pub fn list_sharers_of_email(
    conn: &mut PgConnection,
    email: &str,
    besides: Option<CustomerId>,
) -> QueryResult<Vec<Named>> {
    customers::table
        .filter(lower(customers::email.assume_not_null()).eq(email.to_lowercase()))
        .filter(customers::deleted_at.is_null())
        .filter(customers::id.ne(besides.map_or(0, CustomerId::get)))
        .order(customers::id)
        .limit(NAMED_SHARERS)
        .select(Named::as_select())
        .load(conn)
}

/// What holds now: the newest word on each channel that the customer was asked about, in the order of [`Channel::ALL`].
pub fn list_consents(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Vec<Consent>> {
    let mut latest: Vec<Consent> = consents::table
        .filter(consents::customer_id.eq(id))
        .distinct_on(consents::channel)
        .order((consents::channel, consents::id.desc()))
        .select(Consent::as_select())
        .load(conn)?;
    latest.sort_by_key(|consent| consent.channel);
    Ok(latest)
}

/// Nothing is overwritten: the newest row holds.
pub fn insert_consent(conn: &mut PgConnection, new: &NewConsent) -> QueryResult<usize> {
    diesel::insert_into(consents::table)
        .values(new)
        .execute(conn)
}
