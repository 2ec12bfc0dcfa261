use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};

use super::model::{Check, Known, Name, Trouble};
use crate::db::schema::connection_checks;
use crate::domain::UserId;
use crate::webhooks;

/// Trouble is looked for in so many of the newest rows: an old one is no news.
const LOOKED_AT: i64 = 1000;

/// What came of each check when it was last made.
pub fn list_checks(conn: &mut PgConnection) -> QueryResult<Vec<Check>> {
    connection_checks::table
        .order(connection_checks::name)
        .select(Check::as_select())
        .load(conn)
}

/// Everything that the page shows.
pub fn find_known(conn: &mut PgConnection) -> QueryResult<Known> {
    let checks = list_checks(conn)?;
    let mut troubles = list_troubles(conn)?;
    let lines = webhooks::queries::list_broker_status(conn)?;
    let newest = lines
        .iter()
        .filter_map(|line| Some((line.last_error_at?, line.last_error.clone()?)))
        .max_by_key(|(at, _)| *at);
    troubles.extend(newest.map(|(at, text)| (Name::Rabbitmq, Trouble { at, text })));
    let endpoints = webhooks::queries::list_endpoints(conn)?;
    Ok(Known {
        checks,
        troubles,
        broker_lines: lines.iter().filter(|line| line.is_connected).count(),
        endpoints: endpoints.len(),
        active_endpoints: endpoints.iter().filter(|row| row.is_active()).count(),
        last_report: find_last_report(conn)?,
    })
}

#[derive(QueryableByName)]
struct TroubleRow {
    #[diesel(sql_type = Text)]
    name: Name,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    words: String,
}

/// Of mail, engines and webhooks, each the newest. An engine's is the key of the reason.
fn list_troubles(conn: &mut PgConnection) -> QueryResult<Vec<(Name, Trouble)>> {
    let rows: Vec<TroubleRow> = sql_query(
        "(SELECT 'smtp' AS name, started_at AS at, coalesce(nullif(reply, ''), outcome) AS words
          FROM (SELECT * FROM message_attempts ORDER BY id DESC LIMIT $1) a
          WHERE outcome IS NOT NULL AND outcome <> 'sent' ORDER BY id DESC LIMIT 1)
         UNION ALL
         (SELECT DISTINCT ON (engine_asked) engine_asked, coalesce(ready_at, created_at), fallback_reason
          FROM (SELECT * FROM proposals ORDER BY id DESC LIMIT $1) p
          WHERE engine_asked IN ('remote', 'anthropic', 'openai') AND fallback_reason IS NOT NULL
          ORDER BY engine_asked, id DESC)
         UNION ALL
         (SELECT 'webhooks', coalesce(finished_at, created_at), coalesce(last_error, 'HTTP ' || last_status)
          FROM (SELECT * FROM webhook_deliveries ORDER BY id DESC LIMIT $1) d
          WHERE state <> 'delivered' AND (last_error IS NOT NULL OR last_status IS NOT NULL) ORDER BY id DESC LIMIT 1)",
    )
    .bind::<BigInt, _>(LOOKED_AT)
    .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let trouble = Trouble {
                at: row.at,
                text: row.words,
            };
            (row.name, trouble)
        })
        .collect())
}

#[derive(QueryableByName)]
struct Instant {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<DateTime<Utc>>,
}

fn find_last_report(conn: &mut PgConnection) -> QueryResult<Option<DateTime<Utc>>> {
    let found: Instant = sql_query(
        "SELECT max(received_at) AS at
         FROM (SELECT * FROM webhook_events ORDER BY id DESC LIMIT $1) e WHERE provider = 'brevo'",
    )
    .bind::<BigInt, _>(LOOKED_AT)
    .get_result(conn)?;
    Ok(found.at)
}

/// The newest outcome takes the place of the last one.
pub fn upsert_check(
    conn: &mut PgConnection,
    name: Name,
    (is_ok, detail): (bool, &str),
    milliseconds: i32,
    by: Option<UserId>,
) -> QueryResult<usize> {
    let values = (
        connection_checks::is_ok.eq(is_ok),
        connection_checks::detail.eq(detail),
        connection_checks::milliseconds.eq(milliseconds),
        connection_checks::checked_at.eq(now),
        connection_checks::checked_by.eq(by.map(UserId::get)),
    );
    diesel::insert_into(connection_checks::table)
        .values((connection_checks::name.eq(name), values))
        .on_conflict(connection_checks::name)
        .do_update()
        .set(values)
        .execute(conn)
}
