//! What the program and people do to messages, each in the caller's transaction.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use diesel::{PgConnection, QueryResult};

use super::jobs::{DELIVER, Deliver};
use super::model::{NewMessage, Purpose, UnsubscribeToken};
use super::post_office::message_id_host;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::config::Config;
use crate::domain::MessageId;
use crate::jobs::{self, NewJob};

/// After so long a message is too late to be of use.
const DEADLINE: TimeDelta = TimeDelta::days(3);
/// With waits of at most an hour the deadline comes first.
const MAX_ATTEMPTS: i32 = 1000;

/// Writes a message and its job. The caller has asked [`super::check_recipient`]; the delivery asks again.
pub fn queue(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    new: &NewMessage,
) -> QueryResult<MessageId> {
    let message_id = format!("{}@{}", uuid::Uuid::new_v4(), message_id_host(config));
    let needed = || (new.purpose == Purpose::Commercial).then(UnsubscribeToken::new);
    let token = new.unsubscribe.clone().or_else(needed);
    let at = database_now();
    let token = token.as_ref().map(UnsubscribeToken::as_str);
    let id = queries::insert_message(conn, new, &message_id, token, at)?;
    enqueue_delivery(conn, id, at, new.not_before.max(at))?;
    let change = Change::new("message.queued", "message", id)
        .set("kind", new.kind)
        .set("recipient", &new.recipient)
        .set("subject", &new.subject);
    audit::record(conn, actor, &change)?;
    Ok(id)
}

/// Takes a message back within its undo window: it becomes `discarded` with the reason `undone` and stays in the list.
/// `false`: its time has come. Whoever queued it puts its own record back (a proposal to ready, without this message).
pub fn cancel(conn: &mut PgConnection, actor: &Actor, id: MessageId) -> QueryResult<bool> {
    if queries::update_undone(conn, id)? == 0 {
        return Ok(false);
    }
    audit::record(conn, actor, &Change::new("message.undone", "message", id))?;
    Ok(true)
}

/// The instant as the database keeps it, in microseconds.
fn database_now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// `queued_at` is in the key, so that the job of a released message never meets the one that has just held it.
fn enqueue_delivery(
    conn: &mut PgConnection,
    id: MessageId,
    queued_at: DateTime<Utc>,
    run_at: DateTime<Utc>,
) -> QueryResult<()> {
    let job = NewJob::new(DELIVER, &Deliver { message: id })
        .unique_key(format!("{DELIVER}:{id}:{}", queued_at.timestamp_micros()))
        .run_at(run_at)
        .deadline(run_at + DEADLINE)
        .max_attempts(MAX_ATTEMPTS);
    jobs::enqueue(conn, job)?;
    Ok(())
}
