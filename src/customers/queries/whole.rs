//! The list as a whole: exported, drawn from, and put elsewhere.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

use super::conditions::{Conditions, FROM, conditions_with_search, load};
use super::fields::selected;
use super::list::Id;
use crate::customers::columns::Columns;
use crate::customers::filters::Filters;
use crate::customers::search::Typed;
use crate::domain::CustomerId;

/// So many rows of a table for spreadsheets, by id and beyond this one: the id, the name, and what its columns show. They
/// are those of the list, or `only` these.
pub fn list_exported(
    conn: &mut PgConnection,
    filters: &Filters,
    only: Option<&[CustomerId]>,
    columns: &Columns,
    (after, limit): (CustomerId, i64),
) -> QueryResult<Vec<Exported>> {
    if filters.typed == Typed::TooShort && only.is_none() {
        return Ok(Vec::new());
    }
    let conditions = match only {
        None => conditions_with_search(filters),
        Some(ids) => Conditions::these(ids),
    };
    let conditions = conditions.with(&format!("c.id > {after}"));
    let sql = format!(
        "SELECT c.id, c.full_name, {} AS shown FROM {FROM} WHERE {} ORDER BY c.id LIMIT {limit}",
        selected(columns),
        conditions.sql
    );
    load(conn, sql, &conditions.binds)
}

#[derive(Debug, Clone, QueryableByName)]
pub struct Exported {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Array<Nullable<Text>>)]
    pub shown: Vec<Option<String>>,
}

/// Whom the filters let through, at most `limit` of them; a search too short to be one names nobody.
pub fn list_ids(
    conn: &mut PgConnection,
    filters: &Filters,
    limit: i64,
) -> QueryResult<Vec<CustomerId>> {
    ids_by(conn, filters, "c.id", limit)
}

/// So many of those whom the filters let through, drawn by lot: the same each time with one seed.
pub fn draw_ids(
    conn: &mut PgConnection,
    filters: &Filters,
    seed: i64,
    limit: i64,
) -> QueryResult<Vec<CustomerId>> {
    let lot = format!("hashint8extended(c.id, {seed}), c.id");
    ids_by(conn, filters, &lot, limit)
}

fn ids_by(
    conn: &mut PgConnection,
    filters: &Filters,
    order: &str,
    limit: i64,
) -> QueryResult<Vec<CustomerId>> {
    if filters.typed == Typed::TooShort {
        return Ok(Vec::new());
    }
    let conditions = conditions_with_search(filters);
    let sql = format!(
        "SELECT c.id FROM {FROM} WHERE {} ORDER BY {order} LIMIT {limit}",
        conditions.sql
    );
    let rows: Vec<Id> = load(conn, sql, &conditions.binds)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Puts everybody of a list elsewhere: `head` is the INSERT up to its SELECT's columns. Returns how many there are.
pub fn insert_from_list(
    conn: &mut PgConnection,
    filters: &Filters,
    head: &str,
) -> QueryResult<usize> {
    if filters.typed == Typed::TooShort {
        return Ok(0);
    }
    let conditions = conditions_with_search(filters);
    let sql = format!("{head} FROM {FROM} WHERE {}", conditions.sql);
    let mut query = sql_query(sql).into_boxed::<Pg>();
    for value in conditions.binds {
        query = query.bind::<Text, _>(value);
    }
    query.execute(conn)
}
