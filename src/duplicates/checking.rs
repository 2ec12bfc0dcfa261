//! Comparing customers with those who have something in common with them.

use std::collections::HashMap;

use diesel::{PgConnection, QueryResult};

use super::model::Found;
use super::queries;
use crate::customers::similarity::{POSSIBLE, Traits, compare, keys};
use crate::domain::CustomerId;

/// Customers compared in one transaction.
const BATCH: i64 = 500;

/// Compares the next customers that wait for it; returns how many that were.
pub fn check_next(conn: &mut PgConnection) -> QueryResult<usize> {
    let ids = queries::take_checks(conn, BATCH)?;
    let mut traits = load_traits(conn, &ids)?;
    let keyed: Vec<(CustomerId, i64)> = traits
        .iter()
        .filter(|(_, traits)| traits.has_name())
        .flat_map(|(id, traits)| keys(traits).into_iter().map(|key| (*id, key)))
        .collect();
    queries::replace_keys(conn, &ids, &keyed)?;
    let candidates = queries::list_candidates(conn, &ids)?;
    let others: Vec<CustomerId> = candidates
        .iter()
        .flat_map(|(a, b)| [*a, *b])
        .filter(|id| !traits.contains_key(id))
        .collect();
    traits.extend(load_traits(conn, &others)?);
    let found: Vec<Found> = candidates
        .into_iter()
        .filter_map(|pair| judge(&traits, pair))
        .collect();
    queries::replace_pairs(conn, &ids, &found)?;
    Ok(ids.len())
}

fn load_traits(
    conn: &mut PgConnection,
    ids: &[CustomerId],
) -> QueryResult<HashMap<CustomerId, Traits>> {
    let rows = queries::list_compared(conn, ids)?;
    Ok(rows.iter().map(|row| (row.id, row.traits())).collect())
}

fn judge(
    traits: &HashMap<CustomerId, Traits>,
    (a, b): (CustomerId, CustomerId),
) -> Option<Found> {
    let verdict = compare(traits.get(&a)?, traits.get(&b)?);
    (verdict.score >= POSSIBLE).then_some(Found {
        a,
        b,
        score: verdict.score,
        reasons: verdict.reasons,
    })
}
