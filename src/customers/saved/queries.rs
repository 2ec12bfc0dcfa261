use diesel::dsl::{exists, now, select};
use diesel::prelude::*;

use super::model::{NewView, SavedView, ViewChanges};
use crate::db::schema::{customer_view_defaults, customer_views};
use crate::domain::{CustomerViewId, UserId};

/// Nobody needs more of their own.
pub const MOST: i64 = 60;

/// A view that this person may use; `NotFound` for somebody else's own.
pub fn find_view(
    conn: &mut PgConnection,
    id: CustomerViewId,
    user: UserId,
) -> QueryResult<SavedView> {
    customer_views::table
        .find(id)
        .filter(customer_views::deleted_at.is_null())
        .filter(
            customer_views::owner_id
                .eq(user)
                .or(customer_views::is_shared),
        )
        .select(SavedView::as_select())
        .for_no_key_update()
        .first(conn)
}

pub fn find_deleted(conn: &mut PgConnection, id: CustomerViewId) -> QueryResult<SavedView> {
    customer_views::table
        .find(id)
        .filter(customer_views::deleted_at.is_not_null())
        .select(SavedView::as_select())
        .for_no_key_update()
        .first(conn)
}

pub fn count_own(conn: &mut PgConnection, user: UserId) -> QueryResult<i64> {
    customer_views::table
        .filter(customer_views::owner_id.eq(user))
        .filter(customer_views::deleted_at.is_null())
        .count()
        .get_result(conn)
}

pub fn insert_view(conn: &mut PgConnection, user: UserId, new: &NewView) -> QueryResult<SavedView> {
    diesel::insert_into(customer_views::table)
        .values((new, customer_views::owner_id.eq(user)))
        .returning(SavedView::as_returning())
        .get_result(conn)
}

pub fn update_view(
    conn: &mut PgConnection,
    id: CustomerViewId,
    changes: &ViewChanges,
) -> QueryResult<usize> {
    diesel::update(customer_views::table.find(id))
        .set((changes, customer_views::updated_at.eq(now)))
        .execute(conn)
}

/// The views that search for words or ask for a field of the business, also the deleted ones.
pub fn list_searches(conn: &mut PgConnection) -> QueryResult<Vec<(CustomerViewId, String)>> {
    customer_views::table
        .filter(customer_views::query.similar_to("%(q|x[0-9]+)=%"))
        .order(customer_views::id)
        .select((customer_views::id, customer_views::query))
        .for_no_key_update()
        .load(conn)
}

/// The queries that may have the part, each under its view, also the deleted ones, in the order in which they are locked.
pub fn list_asking(
    conn: &mut PgConnection,
    part: &str,
) -> QueryResult<Vec<(CustomerViewId, String)>> {
    customer_views::table
        .filter(customer_views::query.like(format!("%{part}=%")))
        .order(customer_views::id)
        .select((customer_views::id, customer_views::query))
        .for_no_key_update()
        .load(conn)
}

/// The views with a tag, without the deleted ones.
pub fn list_tagged_there(conn: &mut PgConnection) -> QueryResult<Vec<SavedView>> {
    customer_views::table
        .filter(customer_views::query.like("%tag=%"))
        .filter(customer_views::deleted_at.is_null())
        .order(customer_views::id)
        .select(SavedView::as_select())
        .load(conn)
}

pub fn update_query(
    conn: &mut PgConnection,
    id: CustomerViewId,
    query: &str,
) -> QueryResult<usize> {
    diesel::update(customer_views::table.find(id))
        .set((
            customer_views::query.eq(query),
            customer_views::updated_at.eq(now),
        ))
        .execute(conn)
}

pub fn update_deleted(
    conn: &mut PgConnection,
    id: CustomerViewId,
    is_deleted: bool,
) -> QueryResult<usize> {
    let view = customer_views::table.find(id);
    match is_deleted {
        true => diesel::update(view)
            .set(customer_views::deleted_at.eq(now))
            .execute(conn),
        false => diesel::update(view)
            .set(customer_views::deleted_at.eq(None::<chrono::DateTime<chrono::Utc>>))
            .execute(conn),
    }
}

pub fn upsert_default(
    conn: &mut PgConnection,
    user: UserId,
    view: CustomerViewId,
) -> QueryResult<usize> {
    diesel::insert_into(customer_view_defaults::table)
        .values((
            customer_view_defaults::user_id.eq(user),
            customer_view_defaults::view_id.eq(view),
        ))
        .on_conflict(customer_view_defaults::user_id)
        .do_update()
        .set(customer_view_defaults::view_id.eq(view))
        .execute(conn)
}

pub fn delete_default(conn: &mut PgConnection, user: UserId) -> QueryResult<usize> {
    diesel::delete(customer_view_defaults::table.find(user.get())).execute(conn)
}

/// Whether this person has a view of this name; the one that is being changed aside.
pub fn is_taken(
    conn: &mut PgConnection,
    user: UserId,
    name: &str,
    besides: Option<CustomerViewId>,
) -> QueryResult<bool> {
    diesel::define_sql_function! { fn lower(value: diesel::sql_types::Text) -> diesel::sql_types::Text; }
    let same = customer_views::table
        .filter(customer_views::owner_id.eq(user))
        .filter(customer_views::deleted_at.is_null())
        .filter(lower(customer_views::name).eq(lower(name)))
        .filter(customer_views::id.ne(besides.map_or(0, CustomerViewId::get)));
    select(exists(same)).get_result(conn)
}
