use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use diesel::dsl::{now, sum};
use diesel::prelude::*;

use super::model::EngineSettings;
use crate::db::schema::{engine_settings, proposals};
use crate::domain::{Organisation, UserId};

/// The row with its version.
pub fn find_settings(conn: &mut PgConnection) -> QueryResult<(EngineSettings, i32)> {
    engine_settings::table
        .select((EngineSettings::as_select(), engine_settings::version))
        .first(conn)
}

/// Stores the row over the version that was read; 0 rows when somebody was faster.
pub fn update_settings(
    conn: &mut PgConnection,
    row: &EngineSettings,
    version: i32,
    by: UserId,
) -> QueryResult<usize> {
    diesel::update(engine_settings::table.filter(engine_settings::version.eq(version)))
        .set((
            row,
            engine_settings::version.eq(version + 1),
            engine_settings::updated_at.eq(now),
            engine_settings::updated_by.eq(by.get()),
        ))
        .execute(conn)
}

/// What models have cost since then, in millionths of a dollar.
pub fn find_spent(conn: &mut PgConnection, since: DateTime<Utc>) -> QueryResult<i64> {
    // SQL's sum of bigint is numeric; the figures of a month fit into a float to the millionth.
    let spent: Option<f64> = proposals::table
        .filter(proposals::created_at.ge(since))
        .filter(proposals::cost_micros.is_not_null())
        .select(sum(diesel::dsl::sql::<
            diesel::sql_types::Nullable<diesel::sql_types::Double>,
        >("cost_micros::float8")))
        .first(conn)?;
    Ok(spent.map_or(0, |spent| spent.round() as i64))
}

/// The instant at which the calendar month of the organisation began.
pub fn month_start(organisation: &Organisation, at: DateTime<Utc>) -> DateTime<Utc> {
    let today: NaiveDate = at.with_timezone(&organisation.time_zone).date_naive();
    organisation.start_of(today.with_day(1).unwrap_or(today))
}
