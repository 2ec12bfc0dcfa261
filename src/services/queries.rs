use diesel::dsl::{exists, now};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use chrono::NaiveDate;

use super::model::{Entry, Listed, MonthPrice, PriceChange, Service};
use crate::db::schema::{service_history, services};
use crate::domain::ServiceId;
use crate::web::Pages;

diesel::define_sql_function! {
    /// Who stands for an entry by now: itself, or what it was merged into.
    fn surviving_service(service: BigInt) -> Nullable<BigInt>;
}
diesel::define_sql_function! { fn fold(value: Text) -> Text; }
diesel::define_sql_function! { fn like_literal(word: Text) -> Text; }

/// Which entries the list shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    /// Each is somewhere in the category or the name; accents and case are forgiven.
    pub words: Vec<String>,
    pub active: Option<bool>,
}

#[diesel::dsl::auto_type(no_type_alias)]
fn label() -> _ {
    fold(services::category.concat(" ").concat(services::name))
}

impl Filter {
    fn query(&self) -> services::BoxedQuery<'_, diesel::pg::Pg> {
        let mut query = services::table
            .filter(services::merged_into.is_null())
            .into_boxed();
        if let Some(active) = self.active {
            query = query.filter(services::active.eq(active));
        }
        for word in &self.words {
            let part = "%".into_sql::<Text>().concat(like_literal(word));
            query = query.filter(label().like(part.concat("%")));
        }
        query
    }
}

/// A page of the catalogue, by category and name.
pub(super) fn list_page(
    conn: &mut PgConnection,
    filter: &Filter,
    today: NaiveDate,
    pages: Pages,
) -> QueryResult<Vec<Listed>> {
    let last_paid = service_history::table
        .filter(service_history::service_id.eq(services::id))
        .filter(service_history::date.le(today))
        .filter(service_history::price.gt(0))
        .order((service_history::date.desc(), service_history::id.desc()))
        .select(service_history::price)
        .limit(1)
        .single_value();
    filter
        .query()
        .order((services::category, services::name, services::id))
        .select((Service::as_select(), last_paid))
        .limit(Pages::ROWS)
        .offset(pages.offset())
        .load(conn)
}

pub(super) fn count_services(conn: &mut PgConnection, filter: &Filter) -> QueryResult<i64> {
    filter.query().count().get_result(conn)
}

/// The categories that the catalogue has.
pub(super) fn list_categories(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    services::table
        .filter(services::merged_into.is_null())
        .order(services::category)
        .select(services::category)
        .distinct()
        .load(conn)
}

/// Whether an entry that stands for itself is in the category.
pub(super) fn has_category(conn: &mut PgConnection, category: &str) -> QueryResult<bool> {
    let of_it = services::table
        .filter(services::merged_into.is_null())
        .filter(services::category.eq(category));
    diesel::select(exists(of_it)).get_result(conn)
}

pub fn find_service(conn: &mut PgConnection, id: ServiceId) -> QueryResult<Service> {
    services::table
        .find(id.get())
        .select(Service::as_select())
        .first(conn)
}

/// The whole catalogue, those offered first, by category and name.
pub fn list_services(conn: &mut PgConnection) -> QueryResult<Vec<Service>> {
    services::table
        .filter(services::merged_into.is_null())
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

/// The entry of that category and name, or the one that stands for it; accents and case are forgiven, and an exact match
/// goes first.
pub fn find_by_name(
    conn: &mut PgConnection,
    category: &str,
    name: &str,
) -> QueryResult<Option<Service>> {
    let is_exact = services::category.eq(category).and(services::name.eq(name));
    let found: Option<Service> = services::table
        .filter(fold(services::category).eq(fold(category)))
        .filter(fold(services::name).eq(fold(name)))
        .order((is_exact.desc(), services::id))
        .select(Service::as_select())
        .first(conn)
        .optional()?;
    match found {
        Some(merged) if merged.merged_into.is_some() => services::table
            .filter(services::id.nullable().eq(surviving_service(merged.id)))
            .select(Service::as_select())
            .first(conn)
            .optional(),
        found => Ok(found),
    }
}

/// The prices page looks back so many months.
const MONTHS: i32 = 24;
/// More changes of a price belong to the audit log.
const CHANGES: i64 = 12;

/// What was paid for a service month by month, the newest first.
pub(super) fn list_month_prices(
    conn: &mut PgConnection,
    id: ServiceId,
) -> QueryResult<Vec<MonthPrice>> {
    diesel::sql_query(
        "SELECT month, sum(count)::bigint AS services, sum(revenue)::bigint AS revenue
         FROM service_months CROSS JOIN business_day
         WHERE service_id = $1 AND month <= month_of(day) AND month > (month_of(day) - make_interval(months => $2))::date
         GROUP BY month HAVING sum(count) > 0 ORDER BY month DESC",
    )
    .bind::<BigInt, _>(id)
    .bind::<Integer, _>(MONTHS)
    .load(conn)
}

/// The last changes of a service's price in the catalogue.
pub(super) fn list_price_changes(
    conn: &mut PgConnection,
    id: ServiceId,
) -> QueryResult<Vec<PriceChange>> {
    diesel::sql_query(
        "SELECT log.at, log.actor AS by, (value.before #>> '{}')::bigint AS before, (value.after #>> '{}')::bigint AS after
         FROM audit_log log JOIN audit_values value ON value.audit_id = log.id AND value.field_name = 'price'
         WHERE log.record_type = 'service' AND log.record_id = $1 ORDER BY log.id DESC LIMIT $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(CHANGES)
    .load(conn)
}

/// A new entry; `None` if somebody else has just made the same.
pub fn insert_service(
    conn: &mut PgConnection,
    category: &str,
    name: &str,
) -> QueryResult<Option<Service>> {
    diesel::insert_into(services::table)
        .values((services::category.eq(category), services::name.eq(name)))
        .on_conflict_do_nothing()
        .returning(Service::as_returning())
        .get_result(conn)
        .optional()
}

/// A new entry as it was typed; `None` if there is the same.
pub(super) fn insert_entry(conn: &mut PgConnection, entry: &Entry) -> QueryResult<Option<Service>> {
    diesel::insert_into(services::table)
        .values(entry)
        .on_conflict_do_nothing()
        .returning(Service::as_returning())
        .get_result(conn)
        .optional()
}

/// Changes an entry whose version is still the one that was read; 0 when it is another by now.
pub(super) fn update_service(
    conn: &mut PgConnection,
    id: ServiceId,
    version: i32,
    entry: &Entry,
) -> QueryResult<usize> {
    let read = services::table
        .find(id.get())
        .filter(services::version.eq(version));
    diesel::update(read)
        .set((
            entry,
            services::version.eq(services::version + 1),
            services::updated_at.eq(now),
        ))
        .execute(conn)
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
