//! What came of a customer's turn on the list, each with its trace.

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::PgConnection;

use super::model::{NewPause, Outcome};
use super::queries;
use crate::activities::{self, ActivityKind, Entry};
use crate::audit::{self, Actor, Change};
use crate::customers;
use crate::domain::{CallPauseId, CustomerId, UserId};
use crate::web::AppError;

/// Who was called is left alone so long: enough to come, too short to be forgotten.
pub const DAYS_AFTER_CALL: u64 = 21;
/// Who is not to be called now comes up again after so long.
pub const DAYS_NOT_NOW: u64 = 7;
/// Who did not answer is tried again the next day.
pub const DAYS_NO_ANSWER: u64 = 1;

/// From when a customer is on the list again.
pub fn back_on(outcome: Outcome, today: NaiveDate) -> NaiveDate {
    let days = match outcome {
        Outcome::Called => DAYS_AFTER_CALL,
        Outcome::NotNow => DAYS_NOT_NOW,
        Outcome::NoAnswer => DAYS_NO_ANSWER,
    };
    today + Days::new(days)
}

/// A turn as somebody notes it.
pub struct Turn {
    pub customer: CustomerId,
    pub outcome: Outcome,
    /// Of the activity, in the language of whoever notes it.
    pub title: String,
    pub note: String,
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
}

/// What became of a turn that somebody noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// The customer is off the list for some days.
    Paused(CallPauseId),
    /// Somebody else took the customer off the list meanwhile: it is on the timeline, and until when stays as it was.
    Beside,
    /// By the same person a moment ago: nothing is noted twice.
    Before,
}

/// Puts a turn on the customer's timeline, and takes the customer off the list unless somebody else just did.
pub fn note_turn(conn: &mut PgConnection, actor: &Actor, turn: &Turn) -> Result<Noted, AppError> {
    let customer = customers::queries::lock_customer(conn, turn.customer)?.id;
    if queries::is_noted(conn, turn, actor.user_id)? {
        return Ok(Noted::Before);
    }
    let kind = match turn.outcome {
        Outcome::Called | Outcome::NoAnswer => ActivityKind::Call,
        Outcome::NotNow => ActivityKind::Note,
    };
    let entry = Entry {
        kind,
        title: turn.title.clone(),
        body: turn.note.clone(),
        occurred_at: turn.now,
        due_at: None,
        assignee_id: None,
        done_at: None,
        responsible: None,
        notes: None,
    };
    let activity = activities::actions::create(conn, actor, customer, &entry)?;
    if queries::is_paused(conn, customer, turn.today)? {
        return Ok(Noted::Beside);
    }
    let until = back_on(turn.outcome, turn.today);
    let pause = NewPause {
        customer_id: customer,
        outcome: turn.outcome,
        until,
        activity_id: Some(activity.id),
        by: actor.user_id,
    };
    let id = queries::insert_pause(conn, &pause)?;
    let change = Change::new("call.noted", "customer", customer)
        .set("outcome", turn.outcome)
        .set("until", until);
    audit::record(conn, actor, &change)?;
    Ok(Noted::Paused(id))
}

/// Takes back one's own, with its activity.
pub fn take_back(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CallPauseId,
    by: UserId,
) -> Result<(), AppError> {
    let pause = queries::find_own_pause(conn, id, by)?;
    customers::queries::find_customer(conn, pause.customer_id)?;
    queries::delete_pause(conn, pause.id)?;
    if let Some(activity) = pause.activity_id {
        activities::actions::delete_of_customer(conn, actor, pause.customer_id, activity)?;
    }
    let change = Change::new("call.taken_back", "customer", pause.customer_id);
    audit::record(conn, actor, &change)?;
    Ok(())
}
