//! The rows of messages and of their attempts, as a delivery writes them.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, max, now};
use diesel::prelude::*;

use super::pages::{Reader, visible};
use crate::db::schema::{message_attachments, message_attempts, messages};
use crate::domain::{AttemptId, CustomerId, MessageId};
use crate::mail::AttachedFile;
use crate::messages::model::{AttemptOutcome, Message, NewAttachment, NewMessage, Reason, State};

pub(in crate::messages) fn insert_message(
    conn: &mut PgConnection,
    new: &NewMessage,
    message_id: &str,
    unsubscribe_token: Option<&str>,
    queued_at: DateTime<Utc>,
) -> QueryResult<MessageId> {
    diesel::insert_into(messages::table)
        .values((
            messages::customer_id.eq(new.customer_id.map(CustomerId::get)),
            messages::purpose.eq(new.purpose),
            messages::kind.eq(new.kind),
            messages::recipient.eq(&new.recipient),
            messages::recipient_name.eq(&new.recipient_name),
            messages::subject.eq(&new.subject),
            messages::html.eq(&new.html),
            messages::body_text.eq(&new.text),
            messages::message_id.eq(message_id),
            messages::unsubscribe_token.eq(unsubscribe_token),
            messages::state.eq(State::Queued),
            messages::not_before.eq(new.not_before),
            messages::queued_at.eq(queued_at),
            messages::created_by.eq(new.created_by.map(i64::from)),
            messages::is_secret.eq(new.is_secret),
        ))
        .returning(messages::id)
        .get_result::<i64>(conn)
        .map(MessageId::from)
}

/// Stores the files that go with a message, in this order.
pub(in crate::messages) fn insert_attachments(
    conn: &mut PgConnection,
    message: MessageId,
    files: &[NewAttachment],
) -> QueryResult<usize> {
    let rows: Vec<_> = files
        .iter()
        .zip(1_i32..)
        .map(|(file, position)| {
            (
                message_attachments::message_id.eq(message.get()),
                message_attachments::position.eq(position),
                message_attachments::file_name.eq(&file.file_name),
                message_attachments::content_type.eq(file.content_type),
                message_attachments::content.eq(&file.content),
            )
        })
        .collect();
    diesel::insert_into(message_attachments::table)
        .values(rows)
        .execute(conn)
}

/// The files that go with a message, as they were stored.
pub(in crate::messages) fn list_attachments(
    conn: &mut PgConnection,
    message: MessageId,
) -> QueryResult<Vec<AttachedFile>> {
    let rows: Vec<(String, String, Vec<u8>)> = message_attachments::table
        .filter(message_attachments::message_id.eq(message.get()))
        .order(message_attachments::position)
        .select((
            message_attachments::file_name,
            message_attachments::content_type,
            message_attachments::content,
        ))
        .load(conn)?;
    let file = |(name, content_type, content)| AttachedFile {
        name,
        content_type,
        content,
    };
    Ok(rows.into_iter().map(file).collect())
}

/// Waits until nobody else is changing the message.
pub(in crate::messages) fn lock_message(
    conn: &mut PgConnection,
    id: MessageId,
) -> QueryResult<Message> {
    messages::table
        .find(id.get())
        .select(Message::as_select())
        .for_no_key_update()
        .first(conn)
}

/// Waits until nobody else is changing the message; not found if the reader may not see it.
pub(in crate::messages) fn lock_visible(
    conn: &mut PgConnection,
    reader: Reader,
    id: MessageId,
) -> QueryResult<Message> {
    let seen = visible(reader)
        .filter(messages::id.eq(id.get()))
        .select(messages::id)
        .first::<i64>(conn)?;
    lock_message(conn, seen.into())
}

pub(in crate::messages) fn update_state(
    conn: &mut PgConnection,
    id: MessageId,
    state: State,
    reason: Option<Reason>,
    error: Option<&str>,
) -> QueryResult<usize> {
    let finished_at = state.is_final().then(Utc::now);
    diesel::update(messages::table.find(id.get()))
        .set((
            messages::state.eq(state),
            messages::reason.eq(reason.map(Reason::as_str)),
            messages::last_error.eq(error),
            messages::finished_at.eq(finished_at),
        ))
        .execute(conn)
}

/// Sets the `Date` of the first attempt, which all further ones carry.
pub(in crate::messages) fn update_dated(
    conn: &mut PgConnection,
    id: MessageId,
    date: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(messages::table.find(id.get()))
        .set(messages::dated_at.eq(date))
        .execute(conn)
}

/// Puts a message back to the start. Its date is forgotten, unless somebody may have received it under that date.
pub(in crate::messages) fn update_queued_again(
    conn: &mut PgConnection,
    id: MessageId,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    let may_have_arrived = exists(
        message_attempts::table
            .filter(message_attempts::message_id.eq(id.get()))
            .filter(message_attempts::outcome.eq(AttemptOutcome::Uncertain)),
    );
    diesel::update(messages::table.find(id.get()))
        .set((
            messages::state.eq(State::Queued),
            messages::reason.eq(None::<String>),
            messages::queued_at.eq(at),
            messages::not_before.eq(at),
            messages::dated_at.eq(diesel::dsl::case_when(may_have_arrived, messages::dated_at)),
        ))
        .execute(conn)
}

/// Takes a message back that nobody has begun to send; 0 when it is too late.
pub(in crate::messages) fn update_undone(
    conn: &mut PgConnection,
    id: MessageId,
) -> QueryResult<usize> {
    let waiting = messages::table
        .find(id.get())
        .filter(messages::state.eq(State::Queued))
        .filter(messages::not_before.gt(now));
    diesel::update(waiting)
        .set((
            messages::state.eq(State::Discarded),
            messages::reason.eq(Reason::Undone.as_str()),
            messages::finished_at.eq(now),
        ))
        .execute(conn)
}

/// Deletes the text of a message that carried a secret.
pub(in crate::messages) fn delete_secret_text(
    conn: &mut PgConnection,
    id: MessageId,
) -> QueryResult<usize> {
    let secret = messages::table
        .find(id.get())
        .filter(messages::is_secret.eq(true));
    diesel::update(secret)
        .set((messages::html.eq(""), messages::body_text.eq("")))
        .execute(conn)
}

pub(in crate::messages) fn insert_attempt(
    conn: &mut PgConnection,
    id: MessageId,
) -> QueryResult<AttemptId> {
    diesel::insert_into(message_attempts::table)
        .values(message_attempts::message_id.eq(id.get()))
        .returning(message_attempts::id)
        .get_result::<i64>(conn)
        .map(AttemptId::from)
}

/// Marks the moment after which the message may be delivered; 0 when the attempt was given up by another worker.
pub(in crate::messages) fn update_handed_over(
    conn: &mut PgConnection,
    id: AttemptId,
) -> QueryResult<usize> {
    let open = message_attempts::table
        .find(id.get())
        .filter(message_attempts::finished_at.is_null());
    diesel::update(open)
        .set(message_attempts::handed_over_at.eq(now))
        .execute(conn)
}

/// Ends what a crash left open: uncertain only if it was handed over. The outcomes, if there were any.
pub(in crate::messages) fn update_abandoned(
    conn: &mut PgConnection,
    id: MessageId,
) -> QueryResult<Vec<AttemptOutcome>> {
    let open = message_attempts::table
        .filter(message_attempts::message_id.eq(id.get()))
        .filter(message_attempts::finished_at.is_null());
    let outcome = diesel::dsl::case_when(
        message_attempts::handed_over_at.is_null(),
        AttemptOutcome::Temporary
            .as_str()
            .into_sql::<diesel::sql_types::Text>(),
    )
    .otherwise(
        AttemptOutcome::Uncertain
            .as_str()
            .into_sql::<diesel::sql_types::Text>(),
    );
    diesel::update(open)
        .set((
            message_attempts::finished_at.eq(now),
            message_attempts::outcome.eq(outcome.nullable()),
            message_attempts::reply.eq("the program stopped in the middle of the attempt"),
        ))
        .returning(message_attempts::outcome.assume_not_null())
        .load(conn)
}

/// Stores what an attempt came to.
pub(in crate::messages) fn update_attempt(
    conn: &mut PgConnection,
    id: AttemptId,
    outcome: AttemptOutcome,
    reply: &str,
    retry_at: Option<DateTime<Utc>>,
) -> QueryResult<usize> {
    diesel::update(message_attempts::table.find(id.get()))
        .set((
            message_attempts::finished_at.eq(now),
            message_attempts::outcome.eq(outcome),
            message_attempts::reply.eq(reply),
            message_attempts::retry_at.eq(retry_at),
        ))
        .execute(conn)
}

pub(in crate::messages) fn find_newest_attempt(
    conn: &mut PgConnection,
    id: MessageId,
) -> QueryResult<Option<AttemptId>> {
    message_attempts::table
        .filter(message_attempts::message_id.eq(id.get()))
        .select(max(message_attempts::id))
        .first::<Option<i64>>(conn)
        .map(|id| id.map(AttemptId::from))
}

/// Until when every message is kept back, and by what, if it is.
pub(in crate::messages) fn find_pause(
    conn: &mut PgConnection,
) -> QueryResult<Option<(DateTime<Utc>, AttemptOutcome)>> {
    message_attempts::table
        .filter(message_attempts::retry_at.gt(now))
        .order(message_attempts::retry_at.desc())
        .select((
            message_attempts::retry_at.assume_not_null(),
            message_attempts::outcome.assume_not_null(),
        ))
        .first(conn)
        .optional()
}

/// Somebody has mended what made a server refuse us. A quota frees by itself alone.
pub(in crate::messages) fn update_pause_ended(conn: &mut PgConnection) -> QueryResult<usize> {
    let pausing = message_attempts::table
        .filter(message_attempts::retry_at.gt(now))
        .filter(message_attempts::outcome.eq(AttemptOutcome::Misconfigured));
    diesel::update(pausing)
        .set(message_attempts::retry_at.eq(None::<DateTime<Utc>>))
        .execute(conn)
}
