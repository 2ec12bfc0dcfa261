use diesel::{PgConnection, QueryResult};

use super::checks::Outcome;
use super::model::Name;
use super::queries;
use crate::audit::{self, Actor, Change};

/// Keeps what came of a check.
pub fn store(
    conn: &mut PgConnection,
    actor: &Actor,
    name: Name,
    outcome: &Outcome,
) -> QueryResult<()> {
    let said = (outcome.is_ok, outcome.detail.as_str());
    queries::upsert_check(conn, name, said, outcome.milliseconds, actor.user_id)?;
    let change = Change::of_all("connection.checked", "connection")
        .set("name", name)
        .set("is_ok", outcome.is_ok);
    audit::record(conn, actor, &change).map(|_| ())
}
