use diesel::{PgConnection, QueryResult};

use super::checks::{self, Outcome, Outside};
use super::model::Name;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::web::AppError;

/// Asks one thing outside and keeps what it said. `None`: it is not set up.
pub async fn check(
    outside: Outside<'_>,
    actor: &Actor,
    name: Name,
) -> Result<Option<Outcome>, AppError> {
    let Some(outcome) = checks::check(outside, actor, name).await? else {
        return Ok(None);
    };
    let (by, said) = (actor.clone(), outcome.clone());
    outside
        .db
        .transaction::<_, AppError, _>(move |conn| Ok(store(conn, &by, name, &said)?))
        .await?;
    Ok(Some(outcome))
}

/// Asks everything outside that is set up, one after the other, keeps what it said, and says which those were.
pub async fn check_all(outside: Outside<'_>, actor: &Actor) -> Result<Vec<Name>, AppError> {
    let mut asked = Vec::new();
    for name in Name::ALL.iter().copied() {
        if check(outside, actor, name).await?.is_some() {
            asked.push(name);
        }
    }
    Ok(asked)
}

/// Keeps what came of a check.
fn store(conn: &mut PgConnection, actor: &Actor, name: Name, outcome: &Outcome) -> QueryResult<()> {
    let said = (outcome.is_ok, outcome.detail.as_str());
    queries::upsert_check(conn, name, said, outcome.milliseconds, actor.user_id)?;
    let change = Change::of_all("connection.checked", "connection")
        .set("name", name)
        .set("is_ok", outcome.is_ok);
    audit::record(conn, actor, &change).map(|_| ())
}
