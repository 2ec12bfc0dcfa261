use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::model::Service;
use crate::db::schema::services;
use crate::domain::ServiceId;

diesel::define_sql_function! { fn fold(value: Text) -> Text; }

pub fn find_service(conn: &mut PgConnection, id: ServiceId) -> QueryResult<Service> {
    services::table
        .find(id.get())
        .select(Service::as_select())
        .first(conn)
}

/// The whole catalogue, those offered first, by category and name.
pub fn list_services(conn: &mut PgConnection) -> QueryResult<Vec<Service>> {
    services::table
        .order((services::active.desc(), services::category, services::name))
        .select(Service::as_select())
        .load(conn)
}

/// What is still offered, by category and name.
pub fn list_active(conn: &mut PgConnection) -> QueryResult<Vec<Service>> {
    services::table
        .filter(services::active)
        .order((services::category, services::name))
        .select(Service::as_select())
        .load(conn)
}

/// The entry of that category and name; accents and case are forgiven, and an exact match goes first.
pub fn find_by_name(
    conn: &mut PgConnection,
    category: &str,
    name: &str,
) -> QueryResult<Option<Service>> {
    let is_exact = services::category.eq(category).and(services::name.eq(name));
    services::table
        .filter(fold(services::category).eq(fold(category)))
        .filter(fold(services::name).eq(fold(name)))
        .order((is_exact.desc(), services::id))
        .select(Service::as_select())
        .first(conn)
        .optional()
}

/// A new entry; `None` if somebody else has just made the same.
pub fn insert_service(
    conn: &mut PgConnection,
    category: &str,
    name: &str,
    price: Option<i64>,
) -> QueryResult<Option<Service>> {
    diesel::insert_into(services::table)
        .values((
            services::category.eq(category),
            services::name.eq(name),
            services::price.eq(price),
        ))
        .on_conflict_do_nothing()
        .returning(Service::as_returning())
        .get_result(conn)
        .optional()
}

/// Sets the price, in minor units, of the service that has this category and name.
pub fn update_price(
    conn: &mut PgConnection,
    category: &str,
    name: &str,
    price: i64,
) -> QueryResult<usize> {
    let service = services::table
        .filter(services::category.eq(category))
        .filter(services::name.eq(name));
    diesel::update(service)
        .set((services::price.eq(price), services::updated_at.eq(now)))
        .execute(conn)
}
