//! What the program and people do to messages, each in the caller's transaction.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use diesel::{PgConnection, QueryResult};

use super::eligibility::address_key;
use super::jobs::{DELIVER, Deliver};
use super::model::{Message, NewAttachment, NewMessage, Purpose, Reason, State, UnsubscribeToken};
use super::post_office::message_id_host;
use super::queries::{self, Lifted, Reader};
use super::tracking::{self, NewLink, Policy, Traced};
use super::{Listeners, delivery};
use crate::audit::{self, Actor, Change};
use crate::config::Config;
use crate::domain::{MessageId, SuppressionId};
use crate::jobs::{self, NewJob};
use crate::web::random_token;

/// After so long a message is too late to be of use.
const DEADLINE: TimeDelta = TimeDelta::days(3);
/// A link that signs somebody in lives a day.
const SECRET_DEADLINE: TimeDelta = TimeDelta::days(1);
/// With waits of at most an hour the deadline comes first.
const MAX_ATTEMPTS: i32 = 1000;
/// What one transaction does within a second or two; who has more held presses again.
pub const RELEASED_AT_ONCE: i64 = 500;

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
    let (new, links) = traced(conn, config, new)?;
    let id = queries::insert_message(conn, &new, &message_id, token, at)?;
    if !links.is_empty() {
        tracking::queries::insert_links(conn, id, &links)?;
    }
    enqueue_delivery(conn, id, new.is_secret, at, new.not_before.max(at))?;
    let change = Change::new("message.queued", "message", id)
        .set("kind", new.kind)
        .set("recipient", &new.recipient)
        .set("subject", &new.subject);
    audit::record(conn, actor, &change)?;
    Ok(id)
}

/// Like [`queue`], with files. They are stored beside the message, so that each attempt hands over the same.
pub fn queue_with_files(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    new: &NewMessage,
    files: &[NewAttachment],
) -> QueryResult<MessageId> {
    let id = queue(conn, actor, config, new)?;
    queries::insert_attachments(conn, id, files)?;
    Ok(id)
}

/// A commercial mail as it leaves: its links lead through the product where that may be.
fn traced(
    conn: &mut PgConnection,
    config: &Config,
    new: &NewMessage,
) -> QueryResult<(NewMessage, Vec<NewLink>)> {
    let policy = match new.purpose {
        Purpose::Commercial => tracking::queries::find_policy(conn, new.customer_id)?,
        Purpose::Service => Policy::default(),
    };
    let versions = (new.html.as_str(), new.text.as_str());
    let Traced { html, text, links } =
        tracking::trace(&policy, &config.server.base_url, versions, random_token);
    let new = NewMessage {
        html,
        text,
        ..new.clone()
    };
    Ok((new, links))
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

/// What became of a person's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// The message's state now.
    pub state: State,
    /// `false`: somebody was faster, and this is what they made of it.
    pub changed: bool,
}

impl Decided {
    fn already(message: &Message) -> Self {
        Self {
            state: message.state,
            changed: false,
        }
    }

    fn now(state: State) -> Self {
        Self {
            state,
            changed: true,
        }
    }
}

/// The two answers to an uncertain attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    SendAgain,
    WasDelivered,
}

/// Sends a held message after all; its obstacles are looked at again.
pub fn release(
    conn: &mut PgConnection,
    actor: &Actor,
    listeners: &Listeners,
    reader: Reader,
    id: MessageId,
) -> QueryResult<Decided> {
    let message = queries::lock_visible(conn, reader, id)?;
    if message.state != State::Held {
        return Ok(Decided::already(&message));
    }
    if message.reason == Some(Reason::Misconfigured) {
        queries::update_pause_ended(conn)?;
    }
    queue_again(conn, actor, listeners, &message, "message.released")
}

/// Releases what is held for one reason, the oldest first and at most [`RELEASED_AT_ONCE`]. How many.
pub fn release_all(
    conn: &mut PgConnection,
    actor: &Actor,
    listeners: &Listeners,
    reader: Reader,
    reason: Reason,
) -> QueryResult<usize> {
    let mut released = 0;
    for id in queries::list_held(conn, reader, reason, RELEASED_AT_ONCE)? {
        released += usize::from(release(conn, actor, listeners, reader, id)?.changed);
    }
    Ok(released)
}

/// Gives a message up that waits: for a person, for its time or for its next attempt.
pub fn discard(
    conn: &mut PgConnection,
    actor: &Actor,
    listeners: &Listeners,
    reader: Reader,
    id: MessageId,
) -> QueryResult<Decided> {
    let message = queries::lock_visible(conn, reader, id)?;
    if !matches!(message.state, State::Held | State::Queued) {
        return Ok(Decided::already(&message));
    }
    let (to, why) = (State::Discarded, Reason::Discarded);
    settle(
        conn,
        actor,
        listeners,
        &message,
        (to, why),
        "message.discarded",
    )
}

/// A person says what became of an attempt whose answer was lost.
pub fn resolve(
    conn: &mut PgConnection,
    actor: &Actor,
    listeners: &Listeners,
    reader: Reader,
    id: MessageId,
    resolution: Resolution,
) -> QueryResult<Decided> {
    let message = queries::lock_visible(conn, reader, id)?;
    if message.state != State::Uncertain {
        return Ok(Decided::already(&message));
    }
    match resolution {
        Resolution::SendAgain => {
            queue_again(conn, actor, listeners, &message, "message.sent_again")
        }
        Resolution::WasDelivered => {
            let (to, why) = (State::Sent, Reason::ConfirmedByPerson);
            settle(
                conn,
                actor,
                listeners,
                &message,
                (to, why),
                "message.confirmed",
            )
        }
    }
}

/// A person lets an address back in. Its address; `None`: somebody was faster.
pub fn lift(
    conn: &mut PgConnection,
    actor: &Actor,
    id: SuppressionId,
) -> QueryResult<Option<String>> {
    let Some(lifted) = queries::delete_suppression(conn, id)? else {
        return Ok(None);
    };
    record_lifted(conn, actor, &lifted)?;
    Ok(Some(lifted.address))
}

/// Somebody at `address` said yes again, elsewhere than by our link. That it bounced or complained stays.
pub fn lift_unsubscription(
    conn: &mut PgConnection,
    actor: &Actor,
    address: &str,
) -> QueryResult<()> {
    let Ok(key) = address_key(address) else {
        return Ok(());
    };
    match queries::delete_unsubscription(conn, &key)? {
        Some(lifted) => record_lifted(conn, actor, &lifted),
        None => Ok(()),
    }
}

fn record_lifted(conn: &mut PgConnection, actor: &Actor, lifted: &Lifted) -> QueryResult<()> {
    let change = Change::new("suppression.lifted", "suppression", lifted.id)
        .field("email", Some(&lifted.address), None)
        .field("suppression", Some(lifted.reason), None);
    audit::record(conn, actor, &change)?;
    Ok(())
}

fn queue_again(
    conn: &mut PgConnection,
    actor: &Actor,
    listeners: &Listeners,
    message: &Message,
    action: &'static str,
) -> QueryResult<Decided> {
    let at = database_now();
    queries::update_queued_again(conn, message.id, at)?;
    enqueue_delivery(conn, message.id, message.is_secret, at, at)?;
    let change = Change::new(action, "message", message.id);
    audit::record(
        conn,
        actor,
        &change.field("state", message.state, State::Queued),
    )?;
    listeners.tell_state(conn, message.id, State::Queued)?;
    Ok(Decided::now(State::Queued))
}

fn settle(
    conn: &mut PgConnection,
    actor: &Actor,
    listeners: &Listeners,
    message: &Message,
    (state, reason): (State, Reason),
    action: &'static str,
) -> QueryResult<Decided> {
    let error = message.last_error.as_deref();
    delivery::write_state(conn, message.id, state, Some(reason), error)?;
    let change = Change::new(action, "message", message.id).field("state", message.state, state);
    audit::record(conn, actor, &change)?;
    listeners.tell_state(conn, message.id, state)?;
    Ok(Decided::now(state))
}

/// `queued_at` is in the key, so that the job of a released message never meets the one that has just held it.
fn enqueue_delivery(
    conn: &mut PgConnection,
    id: MessageId,
    is_secret: bool,
    queued_at: DateTime<Utc>,
    run_at: DateTime<Utc>,
) -> QueryResult<()> {
    let patience = if is_secret { SECRET_DEADLINE } else { DEADLINE };
    let job = NewJob::new(DELIVER, &Deliver { message: id })
        .unique_key(format!("{DELIVER}:{id}:{}", queued_at.timestamp_micros()))
        .run_at(run_at)
        .deadline(run_at + patience)
        .max_attempts(MAX_ATTEMPTS);
    jobs::enqueue(conn, job)?;
    Ok(())
}
