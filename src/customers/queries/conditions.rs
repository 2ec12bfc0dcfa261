//! What a list asks for, as conditions of statements that are composed from fixed pieces; what was typed is bound. They are
//! planned anew each time, for what is asked: a plan for any segment would be none for a rare one.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use super::narrowing::{ask, narrow};
use crate::customers::filters::{COUNT_LIMIT, Filters, OwnerFilter, SegmentFilter};
use crate::customers::search::{Search, Typed};
use crate::domain::CustomerId;

/// Where the conditions' columns are.
pub const FROM: &str = "customers c LEFT JOIN customer_metrics m ON m.customer_id = c.id";

/// Conditions joined by AND, with the values of their `$1`, `$2`, …
#[derive(Debug, Clone)]
pub struct Conditions {
    pub sql: String,
    pub binds: Vec<String>,
}

impl Conditions {
    /// Those of the filters, without what was typed.
    pub fn of(filters: &Filters) -> Self {
        let mut all = Self::new("c.deleted_at IS NULL");
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
        for asked in &filters.asked {
            ask(&mut all, asked);
        }
        narrow(&mut all, &filters.more);
        all
    }

    /// These and no others, for now.
    pub fn new(condition: &str) -> Self {
        Self {
            sql: condition.to_owned(),
            binds: Vec::new(),
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

/// The part `few` of a statement: who they are.
pub(super) fn few(conditions: &Conditions) -> String {
    format!(
        "few AS MATERIALIZED (SELECT c.id FROM {FROM} WHERE {} LIMIT {})",
        conditions.sql,
        COUNT_LIMIT + 1
    )
}

pub(super) fn conditions_with_search(filters: &Filters) -> Conditions {
    let mut conditions = Conditions::of(filters);
    if let Typed::Search(search) = &filters.typed {
        conditions.and_terms(search);
    }
    conditions
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
