use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::model::{Draft, Shares, Tag};
use crate::customers::renaming::names;
use crate::db::schema::campaigns;

/// So many are read, the most used: more are no tags but notes.
pub const MOST: i64 = 2_000;

/// The most used tags. The conditions are those of the index, so that only those who have any are read.
pub fn list_tags(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<Tag>> {
    diesel::sql_query(
        "SELECT name, count(*) AS customers FROM customers c CROSS JOIN unnest(c.tags) AS name
         WHERE c.tags <> '{}' AND c.deleted_at IS NULL AND name IS NOT NULL
         GROUP BY name ORDER BY customers DESC, name LIMIT $1",
    )
    .bind::<BigInt, _>(limit)
    .load(conn)
}

/// How many have this tag, that one, and both of them.
pub fn count_shares(conn: &mut PgConnection, one: &str, other: &str) -> QueryResult<Shares> {
    diesel::sql_query(
        "SELECT count(*) FILTER (WHERE c.tags @> ARRAY[$1]) AS one, count(*) FILTER (WHERE c.tags @> ARRAY[$2]) AS other,
                count(*) FILTER (WHERE c.tags @> ARRAY[$1, $2]) AS both
         FROM customers c WHERE c.tags <> '{}' AND c.deleted_at IS NULL AND c.tags && ARRAY[$1, $2]",
    )
    .bind::<Text, _>(one)
    .bind::<Text, _>(other)
    .get_result(conn)
}

/// The drafts of campaigns whose audience has the tag.
pub fn list_drafts(conn: &mut PgConnection, tag: &str) -> QueryResult<Vec<Draft>> {
    let drafts: Vec<(i64, String, String)> = campaigns::table
        .filter(campaigns::state.eq("draft"))
        .filter(campaigns::audience.like("%tag=%"))
        .order(campaigns::id)
        .select((campaigns::id, campaigns::name, campaigns::audience))
        .load(conn)?;
    let naming = drafts
        .into_iter()
        .filter(|(_, _, audience)| names(audience, tag));
    Ok(naming
        .map(|(id, name, _)| Draft {
            id: id.into(),
            name,
        })
        .collect())
}
