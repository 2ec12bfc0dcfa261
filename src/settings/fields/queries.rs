use diesel::dsl::now;
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

/// Who is there and has a value of the field.
const THERE: &str = "SELECT FROM customers WHERE custom <> '{}' AND deleted_at IS NULL";
/// Who can come back from the bin, and keeps what they said. Whoever was merged is somebody else by now.
const IN_BIN: &str = "
    SELECT FROM customers WHERE custom <> '{}' AND deleted_at IS NOT NULL AND erased_at IS NULL AND surviving_customer(id) = id";

/// Who has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Holders {
    #[diesel(sql_type = Bool)]
    pub is_there: bool,
    #[diesel(sql_type = Bool)]
    pub is_in_bin: bool,
}

impl Holders {
    pub fn is_nobody(self) -> bool {
        !self.is_there && !self.is_in_bin
    }
}

/// Every customer is read where nobody has a value.
pub fn find_holders(conn: &mut PgConnection, key: OwnKey) -> QueryResult<Holders> {
    diesel::sql_query(format!(
        "SELECT EXISTS ({THERE} AND custom ->> $1 IS NOT NULL) AS is_there,
                EXISTS ({IN_BIN} AND custom ->> $1 IS NOT NULL) AS is_in_bin"
    ))
    .bind::<Text, _>(key.to_string())
    .get_result(conn)
}

/// An option that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct InUse {
    #[diesel(sql_type = Text)]
    pub option: String,
    /// Otherwise only customers in the bin have it.
    #[diesel(sql_type = Bool)]
    pub is_there: bool,
}

/// Those of the options that anybody has.
pub fn list_options_in_use(
    conn: &mut PgConnection,
    key: OwnKey,
    options: &[String],
) -> QueryResult<Vec<InUse>> {
    diesel::sql_query(format!(
        "SELECT option, is_there FROM unnest($2) AS option,
                LATERAL (SELECT EXISTS ({THERE} AND custom @> jsonb_build_object($1, option))) AS there (is_there)
         WHERE is_there OR EXISTS ({IN_BIN} AND custom @> jsonb_build_object($1, option))
         ORDER BY option"
    ))
    .bind::<Text, _>(key.to_string())
    .bind::<Array<Text>, _>(options)
    .load(conn)
}
