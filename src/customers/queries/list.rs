//! The list: filtered, sorted, fifty at a time.
//!
//! The statements are composed from fixed pieces, because each filter and order has an index of its own; what was typed
//! is bound. They are planned anew each time, for what is asked: a plan for any segment would be none for a rare one.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text};

use super::fields::selected;
use super::narrowing::narrow;
use crate::customers::filters::{
    COUNT_LIMIT, Filters, OwnerFilter, PAGE_SIZE, SegmentFilter, Sort, SortKey,
};
use crate::customers::model::CustomerStatus;
use crate::customers::narrowing::Narrowing;
use crate::customers::search::{Search, Typed};
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
pub const FROM: &str = "customers c LEFT JOIN customer_metrics m ON m.customer_id = c.id";

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Exactly(i64),
    /// More than [`COUNT_LIMIT`].
    Many,
}

impl Count {
    pub fn capped(n: i64) -> Self {
        if n > COUNT_LIMIT {
            Self::Many
        } else {
            Self::Exactly(n)
        }
    }

    /// As far as it was counted.
    pub fn at_least(self) -> i64 {
        match self {
            Self::Exactly(n) => n,
            Self::Many => COUNT_LIMIT + 1,
        }
    }
}

/// Conditions joined by AND, with the values of their `$1`, `$2`, …
#[derive(Debug, Clone)]
pub struct Conditions {
    pub sql: String,
    pub binds: Vec<String>,
    /// Whether they are known to let few through, who then are gathered before they are put in order: along the index of an
    /// order a rare one would be looked for everywhere.
    pub finds_few: bool,
}

impl Conditions {
    /// Those of the filters, without what was typed.
    pub fn of(filters: &Filters) -> Self {
        let mut all = Self::new("c.deleted_at IS NULL");
        if let Some(status) = filters.status {
            all.and(&format!("c.status = '{status}'"));
        }
        match filters.segment {
            Some(SegmentFilter::NoHistory) => all.and("m.customer_id IS NULL"),
            Some(SegmentFilter::WithHistory) => all.and("m.customer_id IS NOT NULL"),
            Some(segment) => all.and(&format!("m.segment = '{segment}'")),
            None => {}
        }
        match filters.owner {
            Some(OwnerFilter::Mine(owner) | OwnerFilter::Of(owner)) => {
                all.and(&format!("c.owner_id = {owner}"));
            }
            Some(OwnerFilter::Nobodys) => all.and("c.owner_id IS NULL"),
            None => {}
        }
        if !filters.tag.is_empty() {
            let place = all.bind(&filters.tag);
            // The index is over those who have any.
            all.and(&format!("c.tags <> '{{}}' AND c.tags @> ARRAY[{place}]"));
        }
        for (column, score) in [("r", filters.r), ("f", filters.f), ("m", filters.m)] {
            if let Some(score) = score {
                all.and(&format!("m.{column} = {score}"));
            }
        }
        narrow(&mut all, &filters.more);
        all
    }

    /// These and no others, for now.
    pub fn new(condition: &str) -> Self {
        Self {
            sql: condition.to_owned(),
            binds: Vec::new(),
            finds_few: false,
        }
    }

    /// That they are among these.
    pub fn these(ids: &[CustomerId]) -> Self {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        Self::new(&format!(
            "c.deleted_at IS NULL AND c.id = ANY('{{{}}}'::bigint[])",
            ids.join(",")
        ))
    }

    pub fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// Binds a value and gives its place.
    pub fn bind(&mut self, value: &str) -> String {
        self.binds.push(value.to_owned());
        format!("${}", self.binds.len())
    }

    /// Every term occurs; terms too short for the index, as they stand beside each other.
    pub fn and_terms(&mut self, search: &Search) {
        if !search.has_long_term() {
            let place = self.bind(&search.phrase);
            return self.and(&contains(&place));
        }
        for term in &search.terms {
            let place = self.bind(term.as_str());
            self.and(&contains(&place));
        }
    }

    /// With what the count says about them.
    pub fn counted(mut self, filters: &Filters, count: Count) -> Self {
        let is_searched = matches!(filters.typed, Typed::Search(_)) || !filters.tag.is_empty();
        let has_own_filter = filters.more != Narrowing::default() || filters.m.is_some();
        self.finds_few = count != Count::Many && (is_searched || has_own_filter);
        self
    }

    pub fn with(&self, condition: &str) -> Self {
        let mut narrower = self.clone();
        narrower.and(condition);
        narrower
    }
}

/// That a customer has the text bound at `place`.
pub fn contains(place: &str) -> String {
    format!("c.search_text LIKE '%' || like_literal({place}) || '%'")
}

/// Runs a composed statement.
pub fn load<T>(conn: &mut PgConnection, sql: String, binds: &[String]) -> QueryResult<Vec<T>>
where
    T: QueryableByName<Pg> + 'static,
{
    let mut query = sql_query(sql).into_boxed::<Pg>();
    for value in binds {
        query = query.bind::<Text, _>(value.clone());
    }
    query.load(conn)
}

/// One page in the given order. Whoever has no history comes last where the order is by a figure.
pub fn list_customers(
    conn: &mut PgConnection,
    filters: &Filters,
    sort: Sort,
    count: Count,
    page: i64,
) -> QueryResult<Vec<Row>> {
    let conditions = conditions_with_search(filters).counted(filters, count);
    let offset = (page - 1) * PAGE_SIZE;
    let is_by_figure = matches!(sort.key, SortKey::Services | SortKey::Spend | SortKey::Last);
    let has_score = filters.r.is_some() || filters.f.is_some() || filters.m.is_some();
    let knows_history = filters.segment.is_some() || has_score || filters.more.asks_for_history();
    if !is_by_figure {
        let order = match is_whole_segment(filters) {
            true => order_in_segment(sort),
            false => order_by(sort),
        };
        return slice(conn, filters, &conditions, order, PAGE_SIZE, offset);
    }
    if knows_history {
        let order = match filters.segment {
            Some(SegmentFilter::NoHistory) => BY_NAME,
            _ => order_by(sort),
        };
        return slice(conn, filters, &conditions, order, PAGE_SIZE, offset);
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

pub(super) fn conditions_with_search(filters: &Filters) -> Conditions {
    let mut conditions = Conditions::of(filters);
    if let Typed::Search(search) = &filters.typed {
        conditions.and_terms(search);
    }
    conditions
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

/// The part `few` of a statement: those who are gathered, with all that an order may go by.
pub(super) fn few(conditions: &Conditions) -> String {
    format!(
        "few AS MATERIALIZED (
             SELECT c.id, c.full_name, c.created_at, m.customer_id, m.services, m.spend, m.last_date
             FROM {FROM} WHERE {} LIMIT {}
         )",
        conditions.sql,
        COUNT_LIMIT + 1
    )
}

/// An order or a condition on its columns, for those.
pub(super) fn of_few(part: &str) -> String {
    part.replace("c.", "few.").replace("m.", "few.")
}

fn slice(
    conn: &mut PgConnection,
    filters: &Filters,
    conditions: &Conditions,
    order: &str,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Row>> {
    let shown = selected(&filters.columns);
    let columns = format!("{COLUMNS}, false AS is_similar, {shown} AS shown");
    let window = format!("LIMIT {limit} OFFSET {offset}");
    let sql = match conditions.finds_few {
        false => format!(
            "SELECT {columns} FROM {FROM} WHERE {} ORDER BY {order} {window}",
            conditions.sql
        ),
        true => format!(
            "WITH {}, page AS (SELECT id FROM few ORDER BY {} {window})
             SELECT {columns} FROM page JOIN {FROM} ON c.id = page.id ORDER BY {order}",
            few(conditions),
            of_few(order)
        ),
    };
    load(conn, sql, &conditions.binds)
}

#[derive(QueryableByName)]
pub(super) struct Id {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
}

/// How many the filters let through: from the tallies where they know it, else counted up to [`COUNT_LIMIT`].
pub fn count_customers(conn: &mut PgConnection, filters: &Filters) -> QueryResult<Count> {
    if let Some(sql) = stored_count(filters) {
        return count_of(conn, sql.to_owned(), &[]).map(Count::Exactly);
    }
    let conditions = conditions_with_search(filters);
    let sql = format!(
        "SELECT count(*) AS n FROM (SELECT FROM {FROM} WHERE {} LIMIT {}) AS counted",
        conditions.sql,
        COUNT_LIMIT + 1
    );
    count_of(conn, sql, &conditions.binds).map(Count::capped)
}

/// How many the filters let through, to the last of them; a search too short to be one names nobody.
pub fn count_whole(conn: &mut PgConnection, filters: &Filters) -> QueryResult<i64> {
    if filters.typed == Typed::TooShort {
        return Ok(0);
    }
    match stored_count(filters) {
        Some(sql) => count_of(conn, sql, &[]),
        None => count_exactly(conn, &conditions_with_search(filters)),
    }
}

/// The statement that adds up stored tallies, where these filters have some.
fn stored_count(filters: &Filters) -> Option<String> {
    const EVERYBODY: &str = "SELECT coalesce(sum(customers), 0)::bigint AS n FROM customer_tallies";
    const SCORED: &str = "SELECT coalesce(sum(customers), 0)::bigint AS n FROM rfm_cells";
    if matches!(filters.typed, Typed::Search(_))
        || filters.owner.is_some()
        || !filters.tag.is_empty()
        || filters.m.is_some()
        || filters.more != Narrowing::default()
    {
        return None;
    }
    let scores: Vec<String> = [("r", filters.r), ("f", filters.f)]
        .into_iter()
        .filter_map(|(column, score)| Some(format!("{column} = {}", score?)))
        .collect();
    match (filters.status, filters.segment) {
        (None, None) if scores.is_empty() => Some(EVERYBODY.to_owned()),
        (Some(status), None) if scores.is_empty() => {
            Some(format!("{EVERYBODY} WHERE status = '{status}'"))
        }
        (None, Some(SegmentFilter::NoHistory)) if scores.is_empty() => {
            Some(format!("SELECT ({EVERYBODY}) - ({SCORED}) AS n"))
        }
        (None, Some(SegmentFilter::NoHistory)) => None,
        (None, segment) => {
            let named = segment.filter(|segment| *segment != SegmentFilter::WithHistory);
            let mut all = vec!["true".to_owned()];
            all.extend(scores);
            all.extend(named.map(|segment| format!("segment = '{segment}'")));
            Some(format!("{SCORED} WHERE {}", all.join(" AND ")))
        }
        _ => None,
    }
}

fn count_exactly(conn: &mut PgConnection, conditions: &Conditions) -> QueryResult<i64> {
    let sql = format!("SELECT count(*) AS n FROM {FROM} WHERE {}", conditions.sql);
    count_of(conn, sql, &conditions.binds)
}

/// The number that a composed statement gives as `n`.
pub fn count_of(conn: &mut PgConnection, sql: String, binds: &[String]) -> QueryResult<i64> {
    let rows: Vec<Counted> = load(conn, sql, binds)?;
    Ok(rows.first().map_or(0, |row| row.n))
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}
