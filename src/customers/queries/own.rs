//! The values of the fields that a business added.

use diesel::prelude::*;

use crate::domain::OwnKey;

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
