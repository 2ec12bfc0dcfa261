use chrono::{TimeDelta, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::{message_attempts, message_links, messages, suppressions, webhook_events};
use crate::domain::{CustomerId, MessageId};
use crate::integrations::brevo::Report;
use crate::text_enum;

diesel::define_sql_function! { fn lower(value: Text) -> Text; }
diesel::define_sql_function! { fn hidden_address(address: Text) -> Text; }
diesel::define_sql_function! { fn strpos(text: Text, part: Text) -> diesel::sql_types::Integer; }

const PROVIDER: &str = "brevo";
/// A shorter id could stand in any reply.
const SHORTEST_ID: usize = 12;

text_enum! {
    /// What came of a report.
    pub enum Outcome { Applied = "applied", Unknown = "unknown", NoMessage = "no_message" }
}

/// The message that a report is of.
#[derive(Debug, Clone)]
pub struct Found {
    pub message: MessageId,
    pub customer: Option<CustomerId>,
    pub recipient: String,
    /// Id, token and address of each of its links.
    links: Vec<(i64, String, Option<String>)>,
}

impl Found {
    /// Which of the message's links was followed: a vendor names ours, or where it leads.
    pub fn link(&self, reported: &str) -> Option<i64> {
        let is_it = |(_, token, url): &&(i64, String, Option<String>)| {
            !reported.is_empty()
                && (reported.contains(token.as_str()) || url.as_deref() == Some(reported))
        };
        self.links.iter().find(is_it).map(|(id, ..)| *id)
    }
}

/// By our own id, else by the vendor's, which its server gave in its reply when it took the mail for this address.
pub fn find_message(
    conn: &mut PgConnection,
    id: &str,
    address: &str,
) -> QueryResult<Option<Found>> {
    let id = id.trim_matches(['<', '>', ' ']);
    if id.len() < SHORTEST_ID {
        return Ok(None);
    }
    let columns = (messages::id, messages::customer_id, messages::recipient);
    type Row = (i64, Option<i64>, String);
    let own = messages::table
        .filter(messages::message_id.eq(id))
        .select(columns)
        .first::<Row>(conn)
        .optional()?;
    let found = match own {
        Some(found) => Some(found),
        None => messages::table
            .inner_join(message_attempts::table)
            .filter(lower(messages::recipient).eq(address.to_lowercase()))
            .filter(strpos(message_attempts::reply.assume_not_null(), id).gt(0))
            .order(messages::id.desc())
            .select(columns)
            .first::<Row>(conn)
            .optional()?,
    };
    let Some((message, customer, recipient)) = found else {
        return Ok(None);
    };
    let links = message_links::table
        .filter(message_links::message_id.eq(message))
        .select((message_links::id, message_links::token, message_links::url))
        .load(conn)?;
    Ok(Some(Found {
        message: message.into(),
        customer: customer.map(CustomerId::from),
        recipient,
        links,
    }))
}

/// 0 when it was stored before. Waits for another that stores the same. What is told of somebody who was erased is not kept:
/// their messages have no recipient any more.
pub fn insert_event(
    conn: &mut PgConnection,
    report: &Report,
    found: Option<&Found>,
    outcome: Outcome,
) -> QueryResult<usize> {
    let is_erased = match found {
        Some(found) => found.recipient.is_empty(),
        None => is_hidden(conn, &report.email)?,
    };
    diesel::insert_into(webhook_events::table)
        .values((
            webhook_events::provider.eq(PROVIDER),
            webhook_events::dedupe_key.eq(report.dedupe_key()),
            webhook_events::event.eq(&report.event),
            webhook_events::message_id.eq(found.map(|found| found.message.get())),
            webhook_events::outcome.eq(outcome),
            webhook_events::body.eq((!is_erased).then_some(&report.body)),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
}

/// Whether nothing is sent to this address since its owner was erased.
pub fn is_hidden(conn: &mut PgConnection, address: &str) -> QueryResult<bool> {
    let hidden = suppressions::address.eq(hidden_address(address));
    let found = suppressions::table.filter(hidden);
    diesel::select(exists(found)).get_result(conn)
}

/// Notes an event of another provider, with its effect in the same transaction; `false`: it came before. Waits for
/// another that notes the same.
pub fn note_event(
    conn: &mut PgConnection,
    provider: &str,
    key: &str,
    event: &str,
    body: &str,
) -> QueryResult<bool> {
    let noted = diesel::insert_into(webhook_events::table)
        .values((
            webhook_events::provider.eq(provider),
            webhook_events::dedupe_key.eq(key),
            webhook_events::event.eq(event),
            webhook_events::outcome.eq(Outcome::Applied),
            webhook_events::body.eq(body),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(noted > 0)
}

/// So long the bodies are kept: time enough to look at a report that was misread.
const KEPT: TimeDelta = TimeDelta::days(90);

pub fn delete_old_bodies(conn: &mut PgConnection) -> QueryResult<usize> {
    let old = webhook_events::table
        .filter(webhook_events::body.is_not_null())
        .filter(webhook_events::received_at.lt(Utc::now() - KEPT));
    diesel::update(old)
        .set(webhook_events::body.eq(None::<String>))
        .execute(conn)
}
