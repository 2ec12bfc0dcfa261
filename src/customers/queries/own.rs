//! The values of the fields that a business added.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};

use crate::customers::bulk::said_by_file;
use crate::domain::{OwnKey, UserId};

/// Gives whoever has a first option of the field the second instead, also who was deleted: they may come back. All at once, so
/// that two options can change places. What their file said is called otherwise too: a file that says it again says nothing
/// new. Every customer is read.
pub fn update_own_options(
    conn: &mut PgConnection,
    key: OwnKey,
    renamed: &[(String, String)],
    by: UserId,
) -> QueryResult<usize> {
    let (was, becomes): (Vec<String>, Vec<String>) = renamed.iter().cloned().unzip();
    let followed = diesel::sql_query(format!(
        "UPDATE customers c SET custom = jsonb_set(c.custom, ARRAY[$1::text], to_jsonb(renamed.becomes)), imported = {},
             version = c.version + 1, updated_at = now(), updated_by = $4
         FROM unnest($2::text[], $3::text[]) AS renamed (was, becomes)
         WHERE c.custom <> '{{}}' AND c.custom ->> $1::text = renamed.was",
        said_by_file("c.")
    ))
    .bind::<Text, _>(key.to_string())
    .bind::<Array<Text>, _>(&was)
    .bind::<Array<Text>, _>(&becomes)
    .bind::<BigInt, _>(by)
    .execute(conn)?;
    diesel::sql_query(
        "UPDATE customers c
         SET imported = jsonb_set(c.imported, ARRAY['custom', $1::text], to_jsonb(renamed.becomes))
         FROM unnest($2::text[], $3::text[]) AS renamed (was, becomes)
         WHERE c.imported IS NOT NULL AND c.imported -> 'custom' ->> $1::text = renamed.was",
    )
    .bind::<Text, _>(key.to_string())
    .bind::<Array<Text>, _>(&was)
    .bind::<Array<Text>, _>(&becomes)
    .execute(conn)?;
    Ok(followed)
}

/// Of so many customers so many answered.
pub type Share = (u16, u16);

/// Answers for the customers of the demo business, by their numbers: the same at every load.
pub fn update_demo_values(
    conn: &mut PgConnection,
    answers: &[(OwnKey, Share, &[&str])],
) -> QueryResult<usize> {
    let answer = |(key, (of, share), values): &(OwnKey, Share, &[&str])| {
        let values = values.join("', '");
        format!(
            "'{key}', CASE WHEN id % {of} < {share} THEN (ARRAY['{values}'])[1 + (id / {of}) % cardinality(ARRAY['{values}'])] END"
        )
    };
    let pairs: Vec<String> = answers.iter().map(answer).collect();
    let said = format!(
        "jsonb_strip_nulls(jsonb_build_object({}))",
        pairs.join(", ")
    );
    diesel::sql_query(format!(
        "UPDATE customers SET custom = custom || {said} WHERE {said} <> '{{}}'"
    ))
    .execute(conn)
}
