//! The book of deliveries: what is written before an attempt and after it, each in one transaction.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::eligibility::{address_key, judge};
use super::model::{AttemptOutcome, Message, Purpose, Reason, State, SuppressionReason};
use super::post_office::{PostOffice, Smtp};
use super::tracking::{self, By, EventKind, Report, Told};
use super::{Listeners, queries};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::domain::{AttemptId, CustomerId, MessageId};
use crate::mail::{AttachedFile, Outcome};

/// After a server has refused our account every other message would fare the same, and many refusals in a row lock
/// accounts. A person who releases what was held ends it earlier.
const PAUSE: Duration = Duration::from_secs(15 * 60);

/// Whether `address` may be written to; the reason why not.
pub fn check_recipient(
    conn: &mut PgConnection,
    customer: Option<CustomerId>,
    address: &str,
    purpose: Purpose,
) -> QueryResult<Result<(), Reason>> {
    check(conn, customer, address, purpose, None)
}

fn check(
    conn: &mut PgConnection,
    customer: Option<CustomerId>,
    address: &str,
    purpose: Purpose,
    message: Option<MessageId>,
) -> QueryResult<Result<(), Reason>> {
    let key = match address_key(address) {
        Ok(key) => key,
        Err(reason) => return Ok(Err(reason)),
    };
    let facts = queries::find_facts(conn, customer, &key, message)?;
    Ok(judge(&facts, purpose))
}

/// What there is to do for a message.
pub(super) enum Begun {
    /// It is not ours to send (any more).
    Nothing,
    Wait(Duration),
    Attempt(Box<Prepared>, Box<Smtp>),
}

/// An attempt that is written down and not yet made.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub attempt: AttemptId,
    pub message: Message,
    pub files: Vec<AttachedFile>,
    /// The message's `Date`, the same at each attempt.
    pub dated_at: DateTime<Utc>,
}

/// Decides whether the message is sent now and, if so, writes the attempt down.
pub(super) fn begin(
    conn: &mut PgConnection,
    office: &PostOffice,
    listeners: &Listeners,
    id: MessageId,
) -> QueryResult<Begun> {
    let message = queries::lock_message(conn, id)?;
    let book = Book { listeners, id };
    match message.state {
        State::Queued => {}
        State::Sending if is_uncertain(conn, id)? => {
            book.move_to(conn, State::Uncertain, Some(Reason::Lost), None)?;
            return Ok(Begun::Nothing);
        }
        State::Sending => {}
        _ => return Ok(Begun::Nothing),
    }
    if let Some((state, reason)) = obstacle(conn, office, &message)? {
        book.move_to(conn, state, Some(reason), None)?;
        return Ok(Begun::Nothing);
    }
    let Some(smtp) = office.smtp.clone() else {
        book.move_to(conn, State::Held, Some(Reason::NoSmtp), None)?;
        return Ok(Begun::Nothing);
    };
    if let Some((wait, reason)) = pause(conn)? {
        let error = message.last_error.as_deref();
        book.move_to(conn, State::Queued, Some(reason), error)?;
        return Ok(Begun::Wait(wait));
    }
    let dated_at = message.dated_at.unwrap_or_else(Utc::now);
    queries::update_dated(conn, id, dated_at)?;
    let files = queries::list_attachments(conn, id)?;
    let attempt = queries::insert_attempt(conn, id)?;
    book.move_to(conn, State::Sending, None, message.last_error.as_deref())?;
    Ok(Begun::Attempt(
        Box::new(Prepared {
            attempt,
            message,
            files,
            dated_at,
        }),
        Box::new(smtp),
    ))
}

/// What stands in the way, and what becomes of the message.
fn obstacle(
    conn: &mut PgConnection,
    office: &PostOffice,
    message: &Message,
) -> QueryResult<Option<(State, Reason)>> {
    let (customer, address) = (message.customer_id, &message.recipient);
    let id = Some(message.id);
    if let Err(reason) = check(conn, customer, address, message.purpose, id)? {
        return Ok(Some((State::Refused, reason)));
    }
    let is_demo = auth::queries::find_is_demo(conn)?;
    Ok((is_demo && !office.allow_list.permits(address)).then_some((State::Held, Reason::Demo)))
}

/// Ends what another run has left open, and says whether that run may have delivered.
fn is_uncertain(conn: &mut PgConnection, id: MessageId) -> QueryResult<bool> {
    Ok(queries::update_abandoned(conn, id)?.contains(&AttemptOutcome::Uncertain))
}

/// Whether nothing is sent for a while, because of a refused account or a quota.
pub fn is_paused(conn: &mut PgConnection) -> QueryResult<bool> {
    Ok(pause(conn)?.is_some())
}

/// For how long nothing is sent, and why.
fn pause(conn: &mut PgConnection) -> QueryResult<Option<(Duration, Reason)>> {
    let Some((end, outcome)) = queries::find_pause(conn)? else {
        return Ok(None);
    };
    let reason = match outcome {
        AttemptOutcome::Quota => Reason::Quota,
        _ => Reason::Paused,
    };
    let left = (end - Utc::now()).to_std().ok();
    Ok(left.map(|left| (left, reason)))
}

/// Stores what the attempt came to and moves the message accordingly.
pub(super) fn settle(
    conn: &mut PgConnection,
    listeners: &Listeners,
    prepared: &Prepared,
    outcome: &Outcome,
) -> QueryResult<()> {
    let id = prepared.message.id;
    let message = queries::lock_message(conn, id)?;
    let is_newest = queries::find_newest_attempt(conn, id)? == Some(prepared.attempt);
    let verdict = Verdict::of(outcome);
    let still_ours = match message.state {
        State::Sending => is_newest,
        // Another worker took this one for dead, and then it brought good news; perhaps after somebody had said
        // "send again", which now must not happen.
        State::Uncertain | State::Queued | State::Held => is_newest && verdict.state == State::Sent,
        _ => false,
    };
    if !still_ours && verdict.state != State::Sent {
        return Ok(());
    }
    queries::update_attempt(
        conn,
        prepared.attempt,
        verdict.outcome,
        verdict.reply,
        verdict.retry_after.map(|wait| Utc::now() + wait),
    )?;
    if !still_ours {
        return Ok(());
    }
    if let (Outcome::Refused { suppress: true, .. }, Ok(key)) =
        (outcome, address_key(&message.recipient))
    {
        queries::insert_suppression(conn, &key, SuppressionReason::Bounced, Some(id))?;
    }
    if verdict.reason == Some(Reason::RefusedByServer) {
        report_refused(conn, id)?;
    }
    let error = (verdict.state != State::Sent).then_some(verdict.reply);
    Book { listeners, id }.move_to(conn, verdict.state, verdict.reason, error)
}

/// A refusal is the bounce that needs no report.
fn report_refused(conn: &mut PgConnection, message: MessageId) -> QueryResult<()> {
    let refused = Report {
        message,
        kind: EventKind::Bounced,
        at: Utc::now(),
        by: By::Machine,
        told: Told::Smtp,
    };
    tracking::report(conn, refused)
}

/// The job is over for good and the message is not: its deadline has passed.
pub(super) fn give_up(
    conn: &mut PgConnection,
    listeners: &Listeners,
    id: MessageId,
) -> QueryResult<()> {
    let message = queries::lock_message(conn, id)?;
    let (state, reason) = match message.state {
        State::Sending if is_uncertain(conn, id)? => (State::Uncertain, Reason::Lost),
        // Its link has died of age as well.
        State::Queued | State::Sending if message.is_secret => (State::Refused, Reason::Deadline),
        // Late, but perhaps still wanted: nobody may have tried at all.
        State::Queued | State::Sending => (State::Held, Reason::Deadline),
        _ => return Ok(()),
    };
    let book = Book { listeners, id };
    book.move_to(conn, state, Some(reason), message.last_error.as_deref())
}

/// An outcome in the words of the tables.
struct Verdict<'a> {
    outcome: AttemptOutcome,
    state: State,
    reason: Option<Reason>,
    reply: &'a str,
    retry_after: Option<Duration>,
}

impl<'a> Verdict<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let (kind, state, reason, reply) = match outcome {
            Outcome::Sent { reply } => (AttemptOutcome::Sent, State::Sent, None, reply),
            Outcome::Refused { reply, .. } => (
                AttemptOutcome::Refused,
                State::Refused,
                Some(Reason::RefusedByServer),
                reply,
            ),
            Outcome::Temporary { reply, .. } => (
                AttemptOutcome::Temporary,
                State::Queued,
                Some(Reason::Temporary),
                reply,
            ),
            Outcome::Quota { reply, .. } => (
                AttemptOutcome::Quota,
                State::Queued,
                Some(Reason::Quota),
                reply,
            ),
            Outcome::Malformed { reason } => (
                AttemptOutcome::Refused,
                State::Refused,
                Some(Reason::Malformed),
                reason,
            ),
            Outcome::Misconfigured { reply } => (
                AttemptOutcome::Misconfigured,
                State::Held,
                Some(Reason::Misconfigured),
                reply,
            ),
            Outcome::Uncertain { reason } => (
                AttemptOutcome::Uncertain,
                State::Uncertain,
                Some(Reason::Lost),
                reason,
            ),
        };
        let retry_after = match outcome {
            Outcome::Quota { retry_after, .. } => Some(*retry_after),
            Outcome::Misconfigured { .. } => Some(PAUSE),
            _ => None,
        };
        Self {
            outcome: kind,
            state,
            reason,
            reply,
            retry_after,
        }
    }
}

/// One message's entry: its state, the trace of who changed it, and who must hear of it.
struct Book<'a> {
    listeners: &'a Listeners,
    id: MessageId,
}

impl Book<'_> {
    fn move_to(
        &self,
        conn: &mut PgConnection,
        state: State,
        reason: Option<Reason>,
        error: Option<&str>,
    ) -> QueryResult<()> {
        write_state(conn, self.id, state, reason, error)?;
        if let Some(action) = event(state) {
            let change = Change::new(action, "message", self.id).set("reason", reason);
            audit::record(conn, &Actor::program("messages.deliver"), &change)?;
        }
        self.listeners.tell_state(conn, self.id, state)
    }
}

/// Writes a state; a text with a secret in it ends with its message.
pub(super) fn write_state(
    conn: &mut PgConnection,
    id: MessageId,
    state: State,
    reason: Option<Reason>,
    error: Option<&str>,
) -> QueryResult<()> {
    queries::update_state(conn, id, state, reason, error)?;
    if state.is_final() {
        queries::delete_secret_text(conn, id)?;
    }
    Ok(())
}

/// What the audit log and the listeners to events are told; attempts that come to nothing are only in the book.
fn event(state: State) -> Option<&'static str> {
    match state {
        State::Sent => Some("message.sent"),
        State::Held => Some("message.held"),
        State::Refused => Some("message.refused"),
        State::Uncertain => Some("message.uncertain"),
        State::Queued | State::Sending | State::Discarded => None,
    }
}
