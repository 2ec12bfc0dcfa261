//! The values of the fields that a business added.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Text};

use crate::customers::renaming::{by_old_name, renamed_at, says_old};
use crate::domain::{OwnKey, UserId, fold};

#[derive(QueryableByName)]
struct Followed {
    #[diesel(sql_type = BigInt)]
    customers: i64,
}

/// Gives whoever has a first option of the field the second instead, also who was deleted: they may come back. All at once, so
/// that two options can change places. What their file said is called otherwise too: a file that says it again says nothing
/// new. `options` are all that there are by now. Every customer is read. Returns how many had one.
///
/// Nobody was edited by that, so an import can still be taken back, and a form that is open is read by what options were called
/// before. Only where an old name is another option by now, the form would mean that one: the version counts up.
pub fn update_own_options(
    conn: &mut PgConnection,
    key: OwnKey,
    (renamed, options): (&[(String, String)], &[String]),
    by: UserId,
) -> QueryResult<i64> {
    const OWN: &str = "ARRAY[$1]";
    const OF_FILE: &str = "ARRAY['custom', $1]";
    const MISTAKEN: &str = "c.custom ->> $1 = ANY($3)";
    let becomes: Vec<&str> = renamed.iter().map(|(_, becomes)| &**becomes).collect();
    let followed: Followed = diesel::sql_query(format!(
        "WITH followed AS (
             UPDATE customers c
             SET custom = {}, imported = {}, version = c.version + CASE WHEN {MISTAKEN} THEN 1 ELSE 0 END,
                 updated_at = CASE WHEN {MISTAKEN} THEN now() ELSE c.updated_at END,
                 updated_by = CASE WHEN {MISTAKEN} THEN $5 ELSE c.updated_by END
             WHERE c.custom <> '{{}}' AND ({}) OR ({})
             RETURNING c.custom ->> $1 = ANY($4) AS has_one
         )
         SELECT count(*) FILTER (WHERE has_one) AS customers FROM followed",
        renamed_at("c.custom", &[OWN]),
        renamed_at("c.imported", &[OF_FILE]),
        says_old("c.custom", &[OWN]),
        says_old("c.imported", &[OF_FILE]),
    ))
    .bind::<Text, _>(key.to_string())
    .bind::<Jsonb, _>(by_old_name(renamed))
    .bind::<Array<Text>, _>(mistakable(renamed, options))
    .bind::<Array<Text>, _>(becomes)
    .bind::<BigInt, _>(by)
    .get_result(conn)?;
    Ok(followed.customers)
}

/// The old names by which another option is meant from now on.
fn mistakable(renamed: &[(String, String)], options: &[String]) -> Vec<String> {
    let means_another = |(was, becomes): &&(String, String)| {
        let mut others = options.iter().filter(|option| *option != becomes);
        others.any(|option| fold(option) == fold(was))
    };
    let mistakable = renamed.iter().filter(means_another);
    mistakable.map(|(was, _)| was.clone()).collect()
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
