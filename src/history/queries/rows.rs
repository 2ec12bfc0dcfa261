//! Rows of the history: one, a page of them, and their changes.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text};

use crate::db::schema::{audit_log, audit_values, customers, deleted_history, service_history};
use crate::domain::{CustomerId, HistoryId, ServiceId};
use crate::history::model::{HistoryChanges, HistoryRow, ListedService, NewHistoryRow};
use crate::history::totals::Totals;

/// Which rows a list shows. `None` leaves a side open; no service at all shows nothing.
#[derive(Debug, Clone, Default)]
pub struct RowFilter {
    pub customer: Option<CustomerId>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub services: Option<Vec<ServiceId>>,
}

// Each way to the rows of a page reads one index and nothing else, so that a far page costs little: of all rows by date,
// of each service by date, or of a customer by date. The whole rows are fetched for the page alone.
const OF_ALL: &str = "
    SELECT date, id FROM service_history
    WHERE date <= least($6, $4) AND date >= $3
    ORDER BY date DESC, id DESC LIMIT $7 OFFSET $8";
const OF_SERVICES: &str = "
    SELECT newest.date, newest.id FROM unnest($2) AS wanted (id), LATERAL (
        SELECT date, id FROM service_history
        WHERE service_id = wanted.id AND date <= least($6, $4) AND date >= $3
        ORDER BY date DESC, id DESC LIMIT $7 + $8
    ) AS newest
    ORDER BY newest.date DESC, newest.id DESC LIMIT $7 OFFSET $8";
const OF_CUSTOMER: &str = "
    SELECT date, id FROM service_history
    WHERE customer_id = $1 AND ($2 IS NULL OR service_id = ANY ($2)) AND date <= least($6, $4) AND date >= $3
    ORDER BY date DESC, id DESC LIMIT $7 OFFSET $8";

/// The statement that takes the shortest way.
fn rows_statement(filter: &RowFilter) -> String {
    let way = match (filter.customer, &filter.services) {
        (Some(_), _) => OF_CUSTOMER,
        (None, Some(_)) => OF_SERVICES,
        (None, None) => OF_ALL,
    };
    format!(
        "
    WITH wanted AS MATERIALIZED (
        ({way})
        UNION ALL
        (SELECT date, id FROM service_history
         WHERE $5 AND date > $6 AND date >= $3 AND date <= $4
           AND ($1 IS NULL OR customer_id = $1) AND ($2 IS NULL OR service_id = ANY ($2))
         ORDER BY date, id LIMIT $7 + 1)
    )
    SELECT row.id, row.customer_id, customers.full_name AS customer_name,
           customers.deleted_at IS NOT NULL AS is_customer_deleted, services.category, row.name, row.date, row.price
    FROM wanted JOIN service_history row ON row.id = wanted.id
    JOIN customers ON customers.id = row.customer_id JOIN services ON services.id = row.service_id
    ORDER BY row.date DESC, row.id DESC"
    )
}

/// The rows of a page, newest first; with `upcoming` those after `today` before them, the nearest
/// `limit` and one more, if there is one.
pub fn list_rows(
    conn: &mut PgConnection,
    filter: &RowFilter,
    today: NaiveDate,
    upcoming: bool,
    (limit, offset): (i64, i64),
) -> QueryResult<Vec<ListedService>> {
    let services = filter
        .services
        .as_ref()
        .map(|services| services.iter().map(|service| service.get()).collect());
    diesel::sql_query(rows_statement(filter))
        .bind::<Nullable<BigInt>, _>(filter.customer)
        .bind::<Nullable<Array<BigInt>>, _>(services as Option<Vec<i64>>)
        .bind::<Date, _>(filter.from.unwrap_or(FIRST_DAY))
        .bind::<Date, _>(filter.to.unwrap_or(LAST_DAY))
        .bind::<Bool, _>(upcoming)
        .bind::<Date, _>(today)
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(offset)
        .load(conn)
}

/// Open sides of a filter, so that its dates are always a range of the index.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

/// What one customer took of a category in a year, up to the business day.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct CategoryYear {
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = Integer)]
    pub year: i32,
    /// Those of the category that the customer took then.
    #[diesel(sql_type = Array<BigInt>)]
    pub services: Vec<i64>,
    #[diesel(embed)]
    pub totals: Totals,
}

// Also years that lie ahead, with nothing counted: their rows must be found.
const BY_YEAR: &str = "
    SELECT services.category, h.year, array_agg(DISTINCT services.id) AS services,
           count(*) FILTER (WHERE h.date <= day) AS count,
           coalesce(sum(h.price) FILTER (WHERE h.date <= day), 0)::bigint AS revenue
    FROM business_day, service_history h JOIN services ON services.id = h.service_id
    WHERE h.customer_id = $1
    GROUP BY 1, 2 ORDER BY 2 DESC, services.category COLLATE names";

/// All that a customer took, small enough to add up any filter of it.
pub fn list_categories_by_year(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> QueryResult<Vec<CategoryYear>> {
    diesel::sql_query(BY_YEAR)
        .bind::<BigInt, _>(customer)
        .load(conn)
}

/// A row and the name of its customer; `NotFound` where that one was deleted.
pub fn find_row(conn: &mut PgConnection, id: HistoryId) -> QueryResult<(HistoryRow, String)> {
    service_history::table
        .inner_join(customers::table)
        .filter(service_history::id.eq(id))
        .filter(customers::deleted_at.is_null())
        .select((HistoryRow::as_select(), customers::full_name))
        .first(conn)
}

pub fn insert_row(conn: &mut PgConnection, new: &NewHistoryRow) -> QueryResult<HistoryId> {
    diesel::insert_into(service_history::table)
        .values(new)
        .returning(service_history::id)
        .get_result(conn)
}

/// Before the first change by hand the row is what the file said.
const SAID_BY_FILE: &str = "
    CASE WHEN external_id IS NOT NULL THEN coalesce(imported, jsonb_build_object(
        'category', category, 'name', name, 'date', date, 'price', price)) END";

/// Changes the row that still is `version`, and counts that up; 0 rows if somebody was faster.
pub fn update_row(
    conn: &mut PgConnection,
    id: HistoryId,
    version: i32,
    changes: &HistoryChanges,
) -> QueryResult<usize> {
    let row = service_history::table.find(id);
    diesel::update(row.filter(service_history::version.eq(version)))
        .set((
            changes,
            service_history::version.eq(version + 1),
            service_history::imported.eq(diesel::dsl::sql(SAID_BY_FILE)),
        ))
        .execute(conn)
}

/// Deletes the row and says what it was.
pub fn delete_row(conn: &mut PgConnection, id: HistoryId) -> QueryResult<HistoryRow> {
    let row: HistoryRow = diesel::delete(service_history::table.find(id))
        .returning(HistoryRow::as_returning())
        .get_result(conn)?;
    if let (Some(source), Some(external_id)) = (&row.external_source, &row.external_id) {
        diesel::insert_into(deleted_history::table)
            .values((
                deleted_history::external_source.eq(source),
                deleted_history::external_id.eq(external_id),
            ))
            .on_conflict_do_nothing()
            .execute(conn)?;
    }
    Ok(row)
}

/// What a deleted row was: the audit log keeps it.
pub fn find_deleted(
    conn: &mut PgConnection,
    id: HistoryId,
) -> QueryResult<Option<serde_json::Value>> {
    let value: Option<Option<serde_json::Value>> = audit_log::table
        .inner_join(audit_values::table)
        .filter(audit_log::record_type.eq("service_history"))
        .filter(audit_log::record_id.eq(id.get()))
        .filter(audit_log::action.eq("history.deleted"))
        .filter(audit_values::field_name.eq("row"))
        .order(audit_log::id.desc())
        .select(audit_values::before)
        .first(conn)
        .optional()?;
    Ok(value.flatten())
}

/// Puts a deleted row back as it was; nothing if it is there.
pub fn restore_row(conn: &mut PgConnection, row: &HistoryRow) -> QueryResult<usize> {
    if let (Some(source), Some(external_id)) = (&row.external_source, &row.external_id) {
        diesel::delete(deleted_history::table.find((source, external_id))).execute(conn)?;
    }
    diesel::insert_into(service_history::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
}
