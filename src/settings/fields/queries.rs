use diesel::dsl::{now, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
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

/// Whoever has an option that is called otherwise follows at once, and each row goes into every index of customers: with 300,000
/// answers of a million customers that took a minute.
const NO_HURRY: &str = "SET LOCAL statement_timeout = '10min'";

/// Until the end of the transaction a statement has longer than that of a page.
pub fn begin_long_work(conn: &mut PgConnection) -> QueryResult<()> {
    diesel::sql_query(NO_HURRY).execute(conn).map(|_| ())
}

/// Whether anybody has a value in the field, also who was deleted: who comes back keeps what they said. Every customer is
/// read where nobody has one.
pub fn has_values(conn: &mut PgConnection, key: OwnKey) -> QueryResult<bool> {
    select(sql::<Bool>(&format!(
        "EXISTS (SELECT FROM customers WHERE custom <> '{{}}' AND custom ->> '{key}' IS NOT NULL)"
    )))
    .get_result(conn)
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

/// Those of the options that anybody has, also who was deleted.
pub fn list_options_in_use(
    conn: &mut PgConnection,
    key: OwnKey,
    options: &[String],
) -> QueryResult<Vec<String>> {
    let found: Vec<Said> = diesel::sql_query(
        "SELECT option AS said FROM unnest($2::text[]) AS option
         WHERE EXISTS (SELECT FROM customers WHERE custom <> '{}' AND custom ->> $1::text = option)
         ORDER BY option",
    )
    .bind::<Text, _>(key.to_string())
    .bind::<Array<Text>, _>(options)
    .load(conn)?;
    Ok(found.into_iter().map(|row| row.said).collect())
}
