//! Who stands before and behind a customer in a list: found by the key of the list's order, however long it is.

use diesel::prelude::*;
use diesel::result::Error::NotFound;
use diesel::sql_types::{BigInt, Nullable};

use super::conditions::{Conditions, FROM, conditions_with_search, few, load};
use super::count::{Count, stored_count};
use super::list::{Id, gathered_order, is_by_figure, list_page};
use super::search::{list_similar, ranked, search_customers};
use crate::customers::filters::{COUNT_LIMIT, Filters, Sort, SortKey};
use crate::customers::search::{Search, Typed};
use crate::domain::CustomerId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Next,
    Previous,
}

/// `None` at the end of the list.
pub fn find_neighbour(
    conn: &mut PgConnection,
    filters: &Filters,
    from: CustomerId,
    direction: Direction,
) -> QueryResult<Option<CustomerId>> {
    if let Typed::Search(search) = &filters.typed
        && let Some(shown) = list_with_similar(conn, filters, search)?
    {
        return Ok(beside(&shown, from, direction));
    }
    let sort = match (&filters.typed, filters.order()) {
        (Typed::TooShort, _) => return Ok(None),
        (Typed::Search(search), None) => {
            return find_by_rank(conn, filters, search, from, direction);
        }
        (_, sort) => sort.unwrap_or_default(),
    };
    let conditions = conditions_with_search(filters);
    if stored_count(filters).is_none() {
        let among = find_among_few(conn, &conditions, sort, from, direction)?;
        if Count::capped(among.total) != Count::Many {
            return Ok(among.id);
        }
    }
    let ways = match is_by_figure(sort) {
        false => vec![beyond(&conditions, Order::of(sort), from, direction)],
        true => two_parts(&conditions, sort, from, direction),
    };
    let ways: Vec<String> = ways.iter().map(|way| format!("({way})")).collect();
    let sql = format!(
        "SELECT id FROM (SELECT coalesce({}) AS id) AS way WHERE id IS NOT NULL",
        ways.join(", ")
    );
    first(conn, sql, &conditions)
}

/// The whole list of a search in which some were found despite a typo: few enough for a page. `None` where nobody was.
fn list_with_similar(
    conn: &mut PgConnection,
    filters: &Filters,
    search: &Search,
) -> QueryResult<Option<Vec<CustomerId>>> {
    let rows = match filters.order() {
        None => search_customers(conn, filters, search, 1)?.0,
        Some(sort) => {
            let (_, mut rows, count) = list_page(conn, filters, sort, 1)?;
            rows.extend(list_similar(conn, filters, search, count.at_least())?);
            rows
        }
    };
    let has_similar = rows.iter().any(|row| row.is_similar);
    Ok(has_similar.then(|| rows.iter().map(|row| row.id).collect()))
}

fn beside(shown: &[CustomerId], from: CustomerId, direction: Direction) -> Option<CustomerId> {
    let place = shown.iter().position(|id| *id == from)?;
    let place = match direction {
        Direction::Next => place + 1,
        Direction::Previous => place.checked_sub(1)?,
    };
    shown.get(place).copied()
}

fn first(
    conn: &mut PgConnection,
    sql: String,
    conditions: &Conditions,
) -> QueryResult<Option<CustomerId>> {
    let rows: Vec<Id> = load(conn, sql, &conditions.binds)?;
    Ok(rows.first().map(|row| row.id))
}

#[derive(QueryableByName)]
struct Among {
    /// Of whom.
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    id: Option<CustomerId>,
}

/// Among those who are gathered, and nobody where they are too many. The customer may have left the list meanwhile.
fn find_among_few(
    conn: &mut PgConnection,
    conditions: &Conditions,
    sort: Sort,
    from: CustomerId,
    direction: Direction,
) -> QueryResult<Among> {
    let sql = format!(
        "WITH {few}, found AS (SELECT count(*) AS total FROM few)
         SELECT total, (SELECT id FROM (
             SELECT c.id AS own, {step}(c.id) OVER (ORDER BY {order}) AS id
             FROM (SELECT id FROM few UNION SELECT {from}) AS few JOIN {FROM} ON c.id = few.id WHERE total <= {COUNT_LIMIT}
         ) AS placed WHERE own = {from}) AS id FROM found",
        few = few(conditions),
        step = step(direction),
        order = gathered_order(sort),
    );
    load(conn, sql, &conditions.binds)?.pop().ok_or(NotFound)
}

/// The window function that leads there.
fn step(direction: Direction) -> &'static str {
    match direction {
        Direction::Next => "lead",
        Direction::Previous => "lag",
    }
}

/// An order: what it goes by, what breaks ties, and which of the two fall.
#[derive(Debug, Clone, Copy)]
struct Order {
    /// The table and the column.
    key: (&'static str, &'static str),
    collation: &'static str,
    falling: bool,
    ties_falling: bool,
}

impl Order {
    /// The orders of the list.
    fn of(sort: Sort) -> Self {
        let key = match sort.key {
            SortKey::Name => ("c", "full_name"),
            SortKey::Created => ("c", "created_at"),
            SortKey::Services => ("m", "services"),
            SortKey::Spend => ("m", "spend"),
            SortKey::Last => ("m", "last_date"),
        };
        Self {
            key,
            collation: if sort.key == SortKey::Name {
                " COLLATE names"
            } else {
                ""
            },
            falling: sort.falling,
            // The index of falling read backwards has its ties the other way round.
            ties_falling: sort.falling != (key.0 == "m"),
        }
    }

    fn turned(self) -> Self {
        Self {
            falling: !self.falling,
            ties_falling: !self.ties_falling,
            ..self
        }
    }

    fn id(&self) -> &'static str {
        if self.key.0 == "m" {
            "m.customer_id"
        } else {
            "c.id"
        }
    }

    fn written(&self) -> String {
        let word = |falling: bool| if falling { " DESC" } else { "" };
        let ((table, column), collation) = (self.key, self.collation);
        format!(
            "{table}.{column}{collation}{}, {}{}",
            word(self.falling),
            self.id(),
            word(self.ties_falling)
        )
    }

    /// That a row comes after this customer.
    fn after(&self, from: CustomerId) -> String {
        let sign = |falling: bool| if falling { '<' } else { '>' };
        let (table, column) = self.key;
        let own = match table {
            "m" => format!("(SELECT {column} FROM customer_metrics WHERE customer_id = {from})"),
            _ => format!("(SELECT {column} FROM customers WHERE id = {from})"),
        };
        let key = format!("{table}.{column}{}", self.collation);
        let (by_key, by_id) = (sign(self.falling), sign(self.ties_falling));
        format!(
            "{key} {by_key}= {own} AND ({key} {by_key} {own} OR {} {by_id} {from})",
            self.id()
        )
    }
}

/// The first of an order.
fn begin(conditions: &Conditions, order: Order, extra: &str) -> String {
    let order = order.written();
    format!(
        "SELECT c.id FROM {FROM} WHERE {}{extra} ORDER BY {order} LIMIT 1",
        conditions.sql
    )
}

/// The first behind this customer.
fn beyond(conditions: &Conditions, order: Order, from: CustomerId, direction: Direction) -> String {
    let order = match direction {
        Direction::Next => order,
        Direction::Previous => order.turned(),
    };
    begin(conditions, order, &format!(" AND {}", order.after(from)))
}

/// From one part over to the other, in the order of the list: the first way that leads somewhere is the one to go.
fn two_parts(
    conditions: &Conditions,
    sort: Sort,
    from: CustomerId,
    direction: Direction,
) -> Vec<String> {
    let with = conditions.with("m.customer_id IS NOT NULL");
    let without = conditions.with("m.customer_id IS NULL");
    let (figure, name) = (Order::of(sort), Order::of(Sort::default()));
    let has_history = format!("EXISTS (SELECT FROM customer_metrics WHERE customer_id = {from})");
    match direction {
        Direction::Next => vec![
            beyond(&with, figure, from, direction),
            begin(&without, name, &format!(" AND {has_history}")),
            beyond(
                &without.with(&format!("NOT {has_history}")),
                name,
                from,
                direction,
            ),
        ],
        Direction::Previous => vec![
            beyond(&with, figure, from, direction),
            beyond(
                &without.with(&format!("NOT {has_history}")),
                name,
                from,
                direction,
            ),
            begin(&with, figure.turned(), &format!(" AND NOT {has_history}")),
        ],
    }
}

/// In a search that is not sorted: among those that are ranked.
fn find_by_rank(
    conn: &mut PgConnection,
    filters: &Filters,
    search: &Search,
    from: CustomerId,
    direction: Direction,
) -> QueryResult<Option<CustomerId>> {
    let (ranked, conditions) = ranked(filters, search);
    let step = step(direction);
    let sql = format!(
        "WITH {ranked} SELECT id FROM (
             SELECT id AS own, {step}(id) OVER (ORDER BY rank, full_name COLLATE names, id) AS id FROM ranked
         ) AS placed WHERE own = {from} AND id IS NOT NULL"
    );
    first(conn, sql, &conditions)
}
