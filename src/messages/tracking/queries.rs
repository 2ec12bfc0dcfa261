use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;

use super::links::Pair;
use super::model::{By, Event, EventKind, Link, NewLink, Policy, Told, Trace};
use super::rules::{Opened, SWEEP};
use crate::db::schema::{
    customers, message_attempts, message_events, message_links, messages, settings,
};
use crate::domain::{CustomerId, MessageId};

/// What a mail to somebody may carry.
pub fn find_policy(conn: &mut PgConnection, customer: Option<CustomerId>) -> QueryResult<Policy> {
    let id = customer.map(CustomerId::get);
    let (clicks, opens, booking_url, is_tracked) = settings::table
        .left_join(customers::table.on(customers::id.nullable().eq(id)))
        .select((
            settings::tracks_clicks,
            settings::tracks_opens,
            settings::booking_url,
            customers::is_tracked.nullable(),
        ))
        .first::<(bool, bool, Option<String>, Option<bool>)>(conn)?;
    let is_tracked = is_tracked.unwrap_or(true);
    Ok(Policy {
        clicks: clicks && is_tracked,
        opens: opens && is_tracked,
        booking_url,
    })
}

pub fn insert_links(
    conn: &mut PgConnection,
    message: MessageId,
    links: &[NewLink],
) -> QueryResult<usize> {
    let rows: Vec<_> = (1..)
        .zip(links)
        .map(|(position, link)| {
            (
                message_links::message_id.eq(message.get()),
                message_links::token.eq(&link.token),
                message_links::position.eq(position),
                message_links::label.eq(link.label),
                message_links::url.eq(link.url.as_deref()),
            )
        })
        .collect();
    diesel::insert_into(message_links::table)
        .values(rows)
        .execute(conn)
}

pub fn find_link(conn: &mut PgConnection, token: &str) -> QueryResult<Option<Link>> {
    message_links::table
        .filter(message_links::token.eq(token))
        .select((
            message_links::id,
            message_links::message_id,
            message_links::url,
        ))
        .first(conn)
        .optional()
}

pub fn list_links(conn: &mut PgConnection, message: MessageId) -> QueryResult<Vec<Pair>> {
    message_links::table
        .filter(message_links::message_id.eq(message.get()))
        .order(message_links::position)
        .select((message_links::token, message_links::url))
        .load(conn)
}

/// What decides whether and how something is noted.
#[derive(Debug, Clone, Queryable)]
pub struct Context {
    pub tracks_clicks: bool,
    pub tracks_opens: bool,
    /// `None`: a message to nobody of the customers.
    is_tracked: Option<bool>,
    /// When a server was given the message last.
    pub handed_over_at: Option<DateTime<Utc>>,
    pub events: i64,
}

impl Context {
    pub fn is_tracked(&self) -> bool {
        self.is_tracked.unwrap_or(true)
    }
}

/// Locks the message, so that two visits at once see each other.
pub fn lock_context(conn: &mut PgConnection, message: MessageId) -> QueryResult<Context> {
    messages::table
        .find(message.get())
        .select(messages::id)
        .for_no_key_update()
        .first::<i64>(conn)?;
    messages::table
        .find(message.get())
        .inner_join(settings::table.on(settings::id.eq(true)))
        .left_join(customers::table)
        .select((
            settings::tracks_clicks,
            settings::tracks_opens,
            customers::is_tracked.nullable(),
            message_attempts::table
                .filter(message_attempts::message_id.eq(messages::id))
                .select(max(message_attempts::handed_over_at))
                .single_value(),
            message_events::table
                .filter(message_events::message_id.eq(messages::id))
                .count()
                .single_value()
                .assume_not_null(),
        ))
        .first(conn)
}

/// Something that happened to a message.
#[derive(Debug, Clone)]
pub struct NewEvent {
    pub message: MessageId,
    pub link: Option<i64>,
    pub kind: EventKind,
    pub at: DateTime<Utc>,
    pub by: By,
    pub told: Told,
}

pub fn insert_event(conn: &mut PgConnection, new: &NewEvent) -> QueryResult<i64> {
    diesel::insert_into(message_events::table)
        .values((
            message_events::message_id.eq(new.message.get()),
            message_events::link_id.eq(new.link),
            message_events::type_.eq(new.kind),
            message_events::at.eq(new.at),
            message_events::by.eq(new.by),
            message_events::reason.eq(new.told),
        ))
        .returning(message_events::id)
        .get_result(conn)
}

/// What else of the message was opened about then, not by a proxy. What a vendor reports without its link is left out:
/// it may be the same visit.
pub fn list_opened_about(
    conn: &mut PgConnection,
    message: MessageId,
    at: DateTime<Utc>,
) -> QueryResult<Vec<Opened>> {
    let has_target = message_events::link_id
        .is_not_null()
        .or(message_events::type_.eq(EventKind::WayOut));
    let rows: Vec<(i64, Option<i64>, DateTime<Utc>)> = message_events::table
        .filter(message_events::message_id.eq(message.get()))
        .filter(message_events::type_.eq_any([
            EventKind::Opened,
            EventKind::Clicked,
            EventKind::WayOut,
        ]))
        .filter(message_events::by.ne(By::Proxy))
        .filter(message_events::at.between(at - SWEEP, at + SWEEP))
        .filter(has_target)
        .select((
            message_events::id,
            message_events::link_id,
            message_events::at,
        ))
        .load(conn)?;
    let opened = |(id, target, at)| Opened { id, target, at };
    Ok(rows.into_iter().map(opened).collect())
}

/// They turned out to be a machine's.
pub fn update_swept(conn: &mut PgConnection, events: &[i64]) -> QueryResult<usize> {
    let swept = message_events::table
        .filter(message_events::id.eq_any(events))
        .filter(message_events::by.eq(By::Person));
    diesel::update(swept)
        .set((
            message_events::by.eq(By::Machine),
            message_events::reason.eq(Told::Sweep),
        ))
        .execute(conn)
}

/// Whether the same was noted of the same second: vendors report a first open under two names.
pub fn has_event(
    conn: &mut PgConnection,
    message: MessageId,
    kind: EventKind,
    at: DateTime<Utc>,
) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        message_events::table
            .filter(message_events::message_id.eq(message.get()))
            .filter(message_events::type_.eq(kind))
            .filter(message_events::at.eq(at)),
    ))
    .get_result(conn)
}

/// What became of a message, the earliest first; a look at the unsubscribe page became of nothing.
pub fn list_traces(conn: &mut PgConnection, message: MessageId) -> QueryResult<Vec<Trace>> {
    message_events::table
        .filter(message_events::message_id.eq(message.get()))
        .filter(message_events::type_.ne(EventKind::WayOut))
        .group_by((message_events::type_, message_events::by))
        .select((
            message_events::type_,
            message_events::by,
            count_star(),
            min(message_events::at),
        ))
        .order(min(message_events::at))
        .load(conn)
}

/// A message's events, the oldest first.
pub fn list_events(
    conn: &mut PgConnection,
    message: MessageId,
    limit: i64,
) -> QueryResult<Vec<Event>> {
    message_events::table
        .left_join(message_links::table)
        .filter(message_events::message_id.eq(message.get()))
        .order((message_events::at, message_events::id))
        .limit(limit)
        .select((
            message_events::id,
            message_events::type_,
            message_events::at,
            message_events::by,
            message_events::reason,
            message_links::url.nullable(),
        ))
        .load(conn)
}
