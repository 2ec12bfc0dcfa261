//! The search: literal matches by how well they match, then names that are only alike.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::conditions::{Conditions, FROM, contains, load};
use super::count::Count;
use super::fields::selected;
use super::list::{COLUMNS, Row};
use crate::customers::filters::{COUNT_LIMIT, Filters, PAGE_SIZE};
use crate::customers::search::Search;
use crate::db::WORD_SIMILARITY;

/// With fewer literal matches than these, a typo is likely.
const FEW: i64 = 10;
/// How alike names must be; the index asks for as much by a setting of every connection.
const ALIKE: &str = WORD_SIMILARITY;
/// Measuring is slow; of a name that so many have, any are as good.
const MEASURED: i64 = 3_000;

/// A page of whoever matches, and how many do.
pub fn search_customers(
    conn: &mut PgConnection,
    filters: &Filters,
    search: &Search,
    page: i64,
) -> QueryResult<(Vec<Row>, Count)> {
    let found = search_literally(conn, filters, search, page)?;
    let total = found.first().map_or(0, |first| first.total);
    let mut rows: Vec<Row> = found.into_iter().map(|found| found.customer).collect();
    if rows.is_empty() && page > 1 {
        return Ok((rows, Count::Exactly(0)));
    }
    let similar = list_similar(conn, filters, search, total)?;
    let count = Count::capped(total + similar.len() as i64);
    rows.extend(similar);
    Ok((rows, count))
}

/// Whose name is only like what was typed, where few have it literally.
pub fn list_similar(
    conn: &mut PgConnection,
    filters: &Filters,
    search: &Search,
    literal: i64,
) -> QueryResult<Vec<Row>> {
    match search.forgivable() {
        Some(words) if literal < FEW => search_similar(conn, filters, search, &words, literal),
        _ => Ok(Vec::new()),
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(embed)]
    customer: Row,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// A page of those who have what was typed, by how well.
fn search_literally(
    conn: &mut PgConnection,
    filters: &Filters,
    search: &Search,
    page: i64,
) -> QueryResult<Vec<Found>> {
    let (ranked, conditions) = ranked(filters, search);
    let sql = format!(
        "WITH {ranked}, page AS (
             SELECT id, rank, (SELECT count(*) FROM ranked) AS total FROM ranked
             ORDER BY rank, full_name COLLATE names, id LIMIT {PAGE_SIZE} OFFSET {}
         )
         SELECT {COLUMNS}, false AS is_similar, {} AS shown, page.total
         FROM page JOIN {FROM} ON c.id = page.id
         ORDER BY page.rank, c.full_name COLLATE names, c.id",
        (page - 1) * PAGE_SIZE,
        selected(&filters.columns),
    );
    load(conn, sql, &conditions.binds)
}

/// The part `ranked (id, full_name, rank)` of a statement. Whoever begins with what was typed comes first, then who has a
/// word beginning so, who has it anywhere, and who has its words apart. Only so many are ranked as pages can show; those
/// that have the words together are looked for on their own, so that common words apart do not crowd them out.
pub(super) fn ranked(filters: &Filters, search: &Search) -> (String, Conditions) {
    let mut conditions = Conditions::of(filters);
    let base = conditions.sql.clone();
    conditions.and_terms(search);
    let phrase = conditions.bind(&search.phrase);
    let some = COUNT_LIMIT + 1;
    let candidates = |condition: &str| {
        format!(
            "(SELECT c.id, c.full_name, c.search_text FROM {FROM} WHERE {condition} LIMIT {some})"
        )
    };
    let mut found = candidates(&conditions.sql);
    if search.terms.len() > 1 {
        let together = candidates(&format!("{base} AND {}", contains(&phrase)));
        found = format!("{together} UNION {found}");
    }
    let sql = format!(
        "ranked AS (
             SELECT id, full_name, CASE
                 WHEN starts_with(search_text, fold({phrase})) THEN 0
                 WHEN search_text LIKE '% ' || like_literal({phrase}) || '%' THEN 1
                 WHEN search_text LIKE '%' || like_literal({phrase}) || '%' THEN 2
                 ELSE 3 END AS rank
             FROM ({found}) AS found
         )"
    );
    (sql, conditions)
}

/// Whose name has a word like each of `words`, the most alike first. The index is over more than names, so names are
/// measured again.
fn search_similar(
    conn: &mut PgConnection,
    filters: &Filters,
    search: &Search,
    words: &[&str],
    literal: i64,
) -> QueryResult<Vec<Row>> {
    let mut conditions = Conditions::of(filters);
    let (mut measures, mut literally) = (Vec::new(), Vec::new());
    for digits in search.digits() {
        let place = conditions.bind(digits);
        conditions.and(&contains(&place));
    }
    for word in words {
        let place = conditions.bind(word);
        conditions.and(&format!("c.search_text %> fold({place})"));
        measures.push(format!("word_similarity(fold({place}), fold(c.full_name))"));
        literally.push(contains(&place));
    }
    let alike = format!("least({})", measures.join(", "));
    let sql = format!(
        "SELECT {COLUMNS}, true AS is_similar, {} AS shown
         FROM (SELECT c.id FROM {FROM} WHERE {} LIMIT {MEASURED}) AS near JOIN {FROM} ON c.id = near.id
         WHERE {alike} >= {ALIKE} AND NOT ({})
         ORDER BY {alike} DESC, c.full_name COLLATE names, c.id LIMIT {}",
        selected(&filters.columns),
        conditions.sql,
        literally.join(" AND "),
        PAGE_SIZE - literal
    );
    load(conn, sql, &conditions.binds)
}
