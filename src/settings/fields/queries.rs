use std::collections::BTreeMap;

use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use serde_json::json;

use crate::db::Json;
use crate::db::schema::settings;
use crate::domain::{OwnField, OwnKey, UserId};

/// The fields in the business's order, and the version of the settings.
pub fn find_fields(conn: &mut PgConnection) -> QueryResult<(Vec<OwnField>, i32)> {
    let (fields, version): (Json<Vec<OwnField>>, i32) = settings::table
        .select((settings::customer_fields, settings::version))
        .first(conn)?;
    Ok((fields.0, version))
}

/// Stores the fields over the version that was read; 0 rows when somebody was faster.
pub fn update_fields(
    conn: &mut PgConnection,
    fields: &[OwnField],
    version: i32,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::update(settings::table.filter(settings::version.eq(version)))
        .set((
            settings::customer_fields.eq(json!(fields)),
            settings::version.eq(version + 1),
            settings::updated_at.eq(now),
            settings::updated_by.eq(by.map(UserId::get)),
        ))
        .execute(conn)
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
    #[diesel(sql_type = BigInt)]
    customers: i64,
}

/// How many customers have a value in each field that has any. The conditions are those of the index, so that only they are
/// read.
pub fn count_values(conn: &mut PgConnection) -> QueryResult<BTreeMap<OwnKey, i64>> {
    let counted: Vec<Said> = diesel::sql_query(
        "SELECT key AS said, count(*) AS customers FROM customers c CROSS JOIN jsonb_object_keys(c.custom) AS key
         WHERE c.custom <> '{}' AND c.deleted_at IS NULL GROUP BY key",
    )
    .load(conn)?;
    let counts = counted.into_iter();
    Ok(counts
        .filter_map(|row| Some((row.said.parse().ok()?, row.customers)))
        .collect())
}

/// Those of the options that customers have, with how many. Who was deleted and comes back keeps what they said.
pub fn list_options_in_use(
    conn: &mut PgConnection,
    key: OwnKey,
    options: &[String],
) -> QueryResult<Vec<(String, i64)>> {
    let found: Vec<Said> = diesel::sql_query(
        "SELECT option AS said, counted.customers FROM unnest($2::text[]) AS option
         CROSS JOIN LATERAL (
             SELECT count(*) AS customers FROM customers c
             WHERE c.custom @> jsonb_build_object($1::text, option) AND c.custom <> '{}' AND c.deleted_at IS NULL
         ) AS counted
         WHERE counted.customers > 0 ORDER BY option",
    )
    .bind::<Text, _>(key.to_string())
    .bind::<Array<Text>, _>(options)
    .load(conn)?;
    Ok(found
        .into_iter()
        .map(|row| (row.said, row.customers))
        .collect())
}
