//! Who stands before and behind a customer in a list: found by the key of the list's order, however long it is.

use diesel::prelude::*;

use super::list::{
    Conditions, FROM, Id, conditions_with_search, count_customers, few, list_customers, load,
    of_few,
};
use super::search::{list_similar, ranked, search_customers};
use crate::customers::filters::{Filters, Sort, SortKey};
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
    let count = count_customers(conn, filters)?;
    let conditions = conditions_with_search(filters).counted(filters, count);
    let ways = match is_in_two_parts(sort) {
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
            let count = count_customers(conn, filters)?;
            let similar = list_similar(conn, filters, search, count.at_least())?;
            if similar.is_empty() {
                return Ok(None);
            }
            let mut rows = list_customers(conn, filters, sort, count, 1)?;
            rows.extend(similar);
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
    match conditions.finds_few {
        false => format!(
            "SELECT c.id FROM {FROM} WHERE {}{extra} ORDER BY {order} LIMIT 1",
            conditions.sql
        ),
        true => format!(
            "WITH {} SELECT id FROM few WHERE true{} ORDER BY {} LIMIT 1",
            few(conditions),
            of_few(extra),
            of_few(&order)
        ),
    }
}

/// The first behind this customer.
fn beyond(conditions: &Conditions, order: Order, from: CustomerId, direction: Direction) -> String {
    let order = match direction {
        Direction::Next => order,
        Direction::Previous => order.turned(),
    };
    begin(conditions, order, &format!(" AND {}", order.after(from)))
}

/// In an order by a figure those without history stand behind all others, by name.
fn is_in_two_parts(sort: Sort) -> bool {
    matches!(sort.key, SortKey::Services | SortKey::Spend | SortKey::Last)
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
    let step = match direction {
        Direction::Next => "lead",
        Direction::Previous => "lag",
    };
    let sql = format!(
        "WITH {ranked} SELECT id FROM (
             SELECT id AS own, {step}(id) OVER (ORDER BY rank, full_name COLLATE names, id) AS id FROM ranked
         ) AS placed WHERE own = {from} AND id IS NOT NULL"
    );
    first(conn, sql, &conditions)
}
