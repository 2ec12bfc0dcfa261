//! Favourites of one customer, and totals of the whole house and of a filter. All hold for the business day; rows dated
//! after it count nowhere.

mod merging;
mod rows;

pub use merging::service_moves;
pub use rows::{
    CategoryYear, RowFilter, delete_row, find_deleted, find_row, insert_row,
    list_categories_by_year, list_rows, restore_row, update_row,
};

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};
use diesel::{PgConnection, QueryResult, QueryableByName, RunQueryDsl as _};

use super::totals::{MonthTotals, ServiceTotals, Totals};
use crate::db;
use crate::domain::{CustomerId, CustomerMove, ServiceId};

/// A category that a customer takes, by the catalogue of today.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, serde::Deserialize)]
pub struct Favourite {
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = BigInt)]
    pub services: i64,
    #[diesel(sql_type = BigInt)]
    pub spend: i64,
}

/// The `$2` favourites of the customer `$1`; other statements may hold it as a part.
pub const FAVOURITES: &str = r#"
    SELECT services.category, count(*) AS services, sum(history.price)::bigint AS spend
    FROM business_day, service_history history JOIN services ON services.id = history.service_id
    WHERE history.customer_id = $1 AND history.date <= day
    GROUP BY services.category
    ORDER BY count(*) DESC, sum(history.price) DESC, services.category COLLATE "C"
    LIMIT $2"#;

/// By number of services, then spend, then name in code-point order.
pub fn list_favourites(
    conn: &mut PgConnection,
    customer: CustomerId,
    limit: i64,
) -> QueryResult<Vec<Favourite>> {
    diesel::sql_query(FAVOURITES)
        .bind::<BigInt, _>(customer)
        .bind::<BigInt, _>(limit)
        .load(conn)
}

/// Which rows of the history a list shows and a figure counts. A category is the catalogue's of today.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryFilter {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub service: Option<ServiceId>,
    pub category: Option<String>,
}

const FILTER_TOTALS: &str = "
    SELECT coalesce(sum(totals.count), 0)::bigint AS count, coalesce(sum(totals.revenue), 0)::bigint AS revenue
    FROM business_day,
         LATERAL service_totals(coalesce($1, '-infinity'), least(coalesce($2, day), day)) AS totals
         JOIN services ON services.id = totals.service_id
    WHERE ($3 IS NULL OR services.id = $3) AND ($4 IS NULL OR services.category = $4)";

/// The totals of all rows of a filter, up to the business day.
pub fn find_filter_totals(conn: &mut PgConnection, filter: &HistoryFilter) -> QueryResult<Totals> {
    diesel::sql_query(FILTER_TOTALS)
        .bind::<Nullable<Date>, _>(filter.from)
        .bind::<Nullable<Date>, _>(filter.to)
        .bind::<Nullable<BigInt>, _>(filter.service)
        .bind::<Nullable<Text>, _>(filter.category.as_deref())
        .get_result(conn)
}

/// The last `$1` months, see [`list_months`]; other statements may hold it as a part.
pub const MONTHS: &str = "
    WITH span AS (
        SELECT day, month_of(day) AS last,
               CASE WHEN $1 > 0 THEN (month_of(day) - make_interval(months => $1 - 1))::date
                    ELSE (SELECT min(month) FROM service_months) END AS first
        FROM business_day
    ), differences AS (
        SELECT month, count, revenue FROM span, service_months WHERE month >= first AND month < last
        UNION ALL
        SELECT last, count, revenue FROM span, service_totals(last, day)
        UNION ALL
        SELECT month::date, 0, 0 FROM span, generate_series(first, last, '1 month') AS month
    )
    SELECT month, sum(count)::bigint AS count, sum(revenue)::bigint AS revenue
    FROM differences GROUP BY month ORDER BY month";

/// The last `months` months, oldest first, those without a service too; the last ends at the business day. With 0, all
/// since the first service.
pub fn list_months(conn: &mut PgConnection, months: i32) -> QueryResult<Vec<MonthTotals>> {
    diesel::sql_query(MONTHS)
        .bind::<Integer, _>(months)
        .load(conn)
}

#[derive(QueryableByName)]
struct ServiceRow {
    #[diesel(sql_type = BigInt)]
    service: ServiceId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    category: String,
    /// The index of a `Period`.
    #[diesel(sql_type = BigInt)]
    period: i64,
    #[diesel(embed)]
    totals: Totals,
}

const SERVICE_TOTALS: &str = "
    SELECT services.id AS service, services.name, services.category, period.number AS period,
           sum(totals.count)::bigint AS count, sum(totals.revenue)::bigint AS revenue
    FROM business_day,
         LATERAL (VALUES
             (0::bigint, date '-infinity', day),
             (1, month_of(day), day),
             (2, month_of((day - interval '1 month')::date), (day - interval '1 month')::date),
             (3, month_of((day - interval '1 year')::date), (day - interval '1 year')::date)
         ) AS period (number, first_day, last_day),
         LATERAL service_totals(period.first_day, period.last_day) AS totals
         JOIN services ON services.id = totals.service_id
    GROUP BY services.id, period.number HAVING sum(totals.count) <> 0
    ORDER BY services.id, period.number";

/// Every service that was taken up to the business day, by period: all totals of the dashboard add up from here.
pub fn list_service_totals(conn: &mut PgConnection) -> QueryResult<Vec<ServiceTotals>> {
    let rows: Vec<ServiceRow> = diesel::sql_query(SERVICE_TOTALS).load(conn)?;
    let mut services: Vec<ServiceTotals> = Vec::new();
    for ServiceRow {
        service,
        name,
        category,
        period,
        totals,
    } in rows
    {
        if services.last().is_none_or(|last| last.service != service) {
            services.push(ServiceTotals {
                service,
                name,
                category,
                periods: Default::default(),
            });
        }
        let index = usize::try_from(period).unwrap_or(usize::MAX);
        if let Some(place) = services
            .last_mut()
            .and_then(|last| last.periods.get_mut(index))
        {
            *place = totals;
        }
    }
    Ok(services)
}

/// Hands over what a customer took; the triggers count both anew.
pub fn move_history(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE service_history SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}
