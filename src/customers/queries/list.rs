//! The list: filtered, sorted, fifty at a time. Each filter and order has an index of its own.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::Error::NotFound;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text};

use super::conditions::{Conditions, FROM, conditions_with_search, few, load};
use super::count::{Count, count_exactly, count_of, stored_count};
use super::fields::selected;
use crate::customers::filters::{COUNT_LIMIT, Filters, PAGE_SIZE, SegmentFilter, Sort, SortKey};
use crate::customers::model::CustomerStatus;
use crate::customers::search::Typed;
use crate::domain::CustomerId;

/// A customer as a row of the list; the figures are those of the business day.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub legal_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone_e164: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub tax_id: Option<String>,
    #[diesel(sql_type = Text)]
    pub status: CustomerStatus,
    /// `None` without history, as the four that follow.
    #[diesel(sql_type = Nullable<Text>)]
    pub segment: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub services: Option<i32>,
    /// Minor units.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub spend: Option<i64>,
    #[diesel(sql_type = Nullable<Date>)]
    pub last_date: Option<NaiveDate>,
    /// Found by a name that is only like what was typed.
    #[diesel(sql_type = Bool)]
    pub is_similar: bool,
    /// What the list's columns show, one after the other.
    #[diesel(sql_type = Array<Nullable<Text>>)]
    pub shown: Vec<Option<String>>,
}

pub const COLUMNS: &str = "c.id, c.full_name, c.legal_name, c.email, c.phone, c.phone_e164, c.tax_id, c.status, \
     m.segment, m.services, m.spend, m.last_date";

/// The page asked for in the given order, or the last one there is; its number, and how many there are in all. Whoever has no
/// history comes last where the order is by a figure.
pub fn list_page(
    conn: &mut PgConnection,
    filters: &Filters,
    sort: Sort,
    asked: i64,
) -> QueryResult<(i64, Vec<Row>, Count)> {
    let conditions = conditions_with_search(filters);
    if let Some(sql) = stored_count(filters) {
        let count = count_of(conn, sql, &[])?;
        let page = asked.min(last_page(count));
        let rows = list_along(conn, filters, &conditions, sort, page)?;
        return Ok((page, rows, Count::Exactly(count)));
    }
    let found = gather(conn, &conditions, sort, asked)?;
    let count = Count::capped(found.total);
    if count == Count::Many {
        let rows = list_along(conn, filters, &conditions, sort, asked)?;
        return Ok((asked, rows, count));
    }
    let these = Conditions::these(&found.ids);
    let rows = slice(conn, filters, &these, &gathered_order(sort), PAGE_SIZE, 0)?;
    Ok((asked.min(last_page(found.total)), rows, count))
}

fn last_page(total: i64) -> i64 {
    ((total + PAGE_SIZE - 1) / PAGE_SIZE).max(1)
}

/// How many were gathered, and who is on the page; nobody where they are too many.
#[derive(QueryableByName)]
struct Gathered {
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = Array<BigInt>)]
    ids: Vec<CustomerId>,
}

/// Gathers whom the conditions let through before they are put in order: along the index of an order a rare one would be
/// looked for everywhere. Ends at [`COUNT_LIMIT`].
fn gather(
    conn: &mut PgConnection,
    conditions: &Conditions,
    sort: Sort,
    asked: i64,
) -> QueryResult<Gathered> {
    let sql = format!(
        "WITH {few}, found AS (SELECT count(*) AS total FROM few)
         SELECT total, ARRAY(
             SELECT c.id FROM few JOIN {FROM} ON c.id = few.id WHERE total <= {COUNT_LIMIT}
             ORDER BY {order} LIMIT {PAGE_SIZE}
             OFFSET {PAGE_SIZE} * (least({asked}, greatest(1, (total + {PAGE_SIZE} - 1) / {PAGE_SIZE})) - 1)
         ) AS ids FROM found",
        few = few(conditions),
        order = gathered_order(sort),
    );
    load(conn, sql, &conditions.binds)?.pop().ok_or(NotFound)
}

/// No index stands behind it, so those without history are put behind the others in one go.
pub(super) fn gathered_order(sort: Sort) -> String {
    match is_by_figure(sort) {
        true => format!("m.customer_id IS NULL, {}, {BY_NAME}", order_by(sort)),
        false => order_by(sort).to_owned(),
    }
}

pub(super) fn is_by_figure(sort: Sort) -> bool {
    matches!(sort.key, SortKey::Services | SortKey::Spend | SortKey::Last)
}

/// A page read along the index of its order.
fn list_along(
    conn: &mut PgConnection,
    filters: &Filters,
    conditions: &Conditions,
    sort: Sort,
    page: i64,
) -> QueryResult<Vec<Row>> {
    let offset = (page - 1) * PAGE_SIZE;
    if !is_by_figure(sort) {
        let order = match is_whole_segment(filters) {
            true => order_in_segment(sort),
            false => order_by(sort),
        };
        return slice(conn, filters, conditions, order, PAGE_SIZE, offset);
    }
    if filters.asks_for_history() {
        let order = match filters.segment {
            Some(SegmentFilter::NoHistory) => BY_NAME,
            _ => order_by(sort),
        };
        return slice(conn, filters, conditions, order, PAGE_SIZE, offset);
    }
    // In two parts, so that each is read along its index; one statement would sort everybody.
    let with_history = conditions.with("m.customer_id IS NOT NULL");
    let mut rows = slice(
        conn,
        filters,
        &with_history,
        order_by(sort),
        PAGE_SIZE,
        offset,
    )?;
    let missing = PAGE_SIZE - rows.len() as i64;
    if missing > 0 {
        let before = match rows.is_empty() {
            true => count_exactly(conn, &with_history)?,
            false => offset + rows.len() as i64,
        };
        let without = conditions.with("m.customer_id IS NULL");
        let skipped = (offset - before).max(0);
        rows.extend(slice(conn, filters, &without, BY_NAME, missing, skipped)?);
    }
    Ok(rows)
}

/// Whether the rows are those of a segment, of which there is an index by name.
fn is_whole_segment(filters: &Filters) -> bool {
    let all = [
        None,
        Some(SegmentFilter::NoHistory),
        Some(SegmentFilter::WithHistory),
    ];
    !all.contains(&filters.segment) && !matches!(filters.typed, Typed::Search(_))
}

/// The figures have a copy of the name for this alone.
fn order_in_segment(sort: Sort) -> &'static str {
    match (sort.key, sort.falling) {
        (SortKey::Name, false) => "m.full_name COLLATE names, m.customer_id",
        (SortKey::Name, true) => "m.full_name COLLATE names DESC, m.customer_id DESC",
        _ => order_by(sort),
    }
}

const BY_NAME: &str = "c.full_name COLLATE names, c.id";

/// Rising is the index of falling read backwards, so its ties are the other way round too.
fn order_by(sort: Sort) -> &'static str {
    match (sort.key, sort.falling) {
        (SortKey::Name, false) => BY_NAME,
        (SortKey::Name, true) => "c.full_name COLLATE names DESC, c.id DESC",
        (SortKey::Created, false) => "c.created_at, c.id",
        (SortKey::Created, true) => "c.created_at DESC, c.id DESC",
        (SortKey::Services, false) => "m.services, m.customer_id DESC",
        (SortKey::Services, true) => "m.services DESC, m.customer_id",
        (SortKey::Spend, false) => "m.spend, m.customer_id DESC",
        (SortKey::Spend, true) => "m.spend DESC, m.customer_id",
        (SortKey::Last, false) => "m.last_date, m.customer_id DESC",
        (SortKey::Last, true) => "m.last_date DESC, m.customer_id",
    }
}

fn slice(
    conn: &mut PgConnection,
    filters: &Filters,
    conditions: &Conditions,
    order: &str,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Row>> {
    let sql = format!(
        "SELECT {COLUMNS}, false AS is_similar, {} AS shown FROM {FROM} WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
        selected(&filters.columns),
        conditions.sql
    );
    load(conn, sql, &conditions.binds)
}

#[derive(QueryableByName)]
pub(super) struct Id {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
}
