use std::collections::HashMap;

use diesel::dsl::now;
use diesel::prelude::*;

use super::model::Terms;
use crate::db::schema::segment_offers;
use crate::domain::UserId;
use crate::segments::Segment;

/// The terms of one segment.
pub fn find_terms(conn: &mut PgConnection, segment: Segment) -> QueryResult<Terms> {
    let found = segment_offers::table
        .find(segment)
        .select(Terms::as_select())
        .first(conn);
    Ok(found.optional()?.unwrap_or_default())
}

/// The terms of every segment.
pub fn list_terms(conn: &mut PgConnection) -> QueryResult<HashMap<Segment, Terms>> {
    let rows: Vec<(Segment, Terms)> = segment_offers::table
        .select((segment_offers::segment, Terms::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The version that all rows have.
pub fn find_version(conn: &mut PgConnection) -> QueryResult<i32> {
    segment_offers::table
        .select(segment_offers::version)
        .first(conn)
}

/// Takes the rows over from the version that was read; 0 rows when somebody was faster.
pub fn update_version(conn: &mut PgConnection, version: i32, by: UserId) -> QueryResult<usize> {
    diesel::update(segment_offers::table.filter(segment_offers::version.eq(version)))
        .set((
            segment_offers::version.eq(version + 1),
            segment_offers::updated_at.eq(now),
            segment_offers::updated_by.eq(by.get()),
        ))
        .execute(conn)
}

pub fn update_terms(
    conn: &mut PgConnection,
    segment: Segment,
    terms: &Terms,
) -> QueryResult<usize> {
    diesel::update(segment_offers::table.find(segment))
        .set(terms)
        .execute(conn)
}
