//! What of this feature goes when a person is erased. That something was sent, and what became of it, stays.

use diesel::prelude::*;

use crate::db;
use crate::db::schema::messages;
use crate::domain::{CustomerId, Erasure};
use crate::messages::model::State;

/// A message to them, or to an address of theirs: a test mail, say.
const THEIRS: &str = "(messages.customer_id = ANY($1)
    OR messages.customer_id IS NULL AND lower(messages.recipient) = ANY($2))";

/// Whether something for one of them is being handed over just now. What waits is locked: nobody begins before the end of
/// the transaction.
pub fn is_sending(conn: &mut PgConnection, customers: &[CustomerId]) -> QueryResult<bool> {
    const UNDER_WAY: [State; 4] = [State::Queued, State::Held, State::Uncertain, State::Sending];
    let ids: Vec<i64> = customers.iter().map(|id| id.get()).collect();
    let states: Vec<State> = messages::table
        .filter(messages::customer_id.eq_any(ids))
        .filter(messages::state.eq_any(UNDER_WAY))
        .order(messages::id)
        .select(messages::state)
        .for_update()
        .load(conn)?;
    Ok(states.contains(&State::Sending))
}

/// Empties what was written to them and to their addresses; what has not gone is discarded.
pub fn erase_messages(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE messages SET recipient = '', recipient_name = '', subject = '', html = '', body_text = '', last_error = NULL,
            unsubscribe_token = NULL,
            reason = CASE WHEN state IN ('queued', 'held', 'uncertain') THEN 'customer_deleted' ELSE reason END,
            state = CASE WHEN state IN ('queued', 'held', 'uncertain') THEN 'discarded' ELSE state END,
            finished_at = coalesce(finished_at, now())
        WHERE customer_id = ANY($1) OR customer_id IS NULL AND lower(recipient) = ANY($2)";
    db::erase_rows(conn, ERASE, erasure)
}

/// Deletes the files that went along; an issued invoice is drawn again from its row.
pub fn erase_attachments(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let erase = format!(
        "
        DELETE FROM message_attachments USING messages
        WHERE messages.id = message_attachments.message_id AND {THEIRS}"
    );
    db::erase_rows(conn, &erase, erasure)
}

/// Servers repeat the address in what they answer.
pub fn erase_attempts(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let erase = format!(
        "
        UPDATE message_attempts SET reply = NULL FROM messages
        WHERE messages.id = message_attempts.message_id AND {THEIRS} AND reply IS NOT NULL"
    );
    db::erase_rows(conn, &erase, erasure)
}

/// A link may carry who followed it; that it was followed stays.
pub fn erase_links(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let erase = format!(
        "
        UPDATE message_links SET url = NULL FROM messages
        WHERE messages.id = message_links.message_id AND {THEIRS}
          AND label <> 'booking' AND url IS NOT NULL"
    );
    db::erase_rows(conn, &erase, erasure)
}

/// What they said when they left; the reason is one of a few words and stays.
pub fn erase_leaving_notes(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let erase = format!(
        "
        UPDATE unsubscribe_reasons SET note = '' FROM messages
        WHERE messages.id = unsubscribe_reasons.message_id AND {THEIRS} AND note <> ''"
    );
    db::erase_rows(conn, &erase, erasure)
}

/// What vendors reported of their messages, word for word.
pub fn erase_reports(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE webhook_events SET body = NULL
        WHERE body IS NOT NULL AND (holds_any(body, $2) OR message_id IN (SELECT id FROM messages WHERE customer_id = ANY($1)))";
    db::erase_rows(conn, ERASE, erasure)
}

/// How often they wanted to hear from us.
pub fn erase_preferences(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        DELETE FROM message_preferences WHERE customer_id = ANY($1)
           OR address = ANY($2) AND NOT EXISTS (
               SELECT FROM customers other WHERE lower(other.email) = address AND other.deleted_at IS NULL AND other.id <> ALL($1))";
    db::erase_rows(conn, ERASE, erasure)
}

/// Their addresses become hashes to which nothing commercial goes; one that somebody else has too stays theirs.
pub fn erase_suppressions(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const SHARED: &str = "EXISTS (SELECT FROM customers other
        WHERE lower(other.email) = known.address AND other.deleted_at IS NULL AND other.id <> ALL($1))";
    let hide = format!(
        "INSERT INTO suppressions (channel, address, reason, at)
         SELECT channel, hidden_address(address), reason, at FROM suppressions AS known
         WHERE address = ANY($2) AND NOT {SHARED} ON CONFLICT DO NOTHING"
    );
    let forget =
        format!("DELETE FROM suppressions AS known WHERE address = ANY($2) AND NOT {SHARED}");
    let add = format!(
        "INSERT INTO suppressions (channel, address, reason)
         SELECT 'email', hidden_address(address), 'unsubscribed' FROM unnest($2) AS known (address)
         WHERE strpos(address, '@') > 1 AND NOT {SHARED}
         ON CONFLICT DO NOTHING"
    );
    let mut rows = 0;
    for statement in [hide, forget, add] {
        rows += db::erase_rows(conn, &statement, erasure)?;
    }
    Ok(rows)
}
