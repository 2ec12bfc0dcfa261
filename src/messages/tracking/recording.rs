//! Notes what was opened or reported, each in one transaction.

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::model::{By, EventKind, Told};
use super::queries::{self, Context, NewEvent};
use super::rules::{Opened, Seen, sweep, tell};
use crate::domain::MessageId;

/// Whoever holds a link could fill a table by it.
const MOST_EVENTS: i64 = 200;

/// Somebody or something opened a link, the pixel or the unsubscribe page of a message.
#[derive(Debug, Clone)]
pub struct Visit {
    pub message: MessageId,
    pub kind: EventKind,
    /// `None`: the unsubscribe page, or what a vendor does not name.
    pub link: Option<i64>,
    pub seen: Seen,
    /// A vendor saw it, not we.
    pub is_reported: bool,
}

/// Whether a visit may be noted, in whatever way.
pub fn keeps(conn: &mut PgConnection, visit: &Visit) -> QueryResult<bool> {
    Ok(is_kept(&queries::lock_context(conn, visit.message)?, visit))
}

/// Notes a visit, and who it was; nothing where nobody may be followed.
pub fn record(conn: &mut PgConnection, visit: &Visit) -> QueryResult<()> {
    let context = queries::lock_context(conn, visit.message)?;
    if !is_kept(&context, visit) || context.events >= MOST_EVENTS {
        return Ok(());
    }
    // A vendor reports a first open under two names.
    if visit.is_reported
        && visit.kind == EventKind::Opened
        && queries::has_event(conn, visit.message, visit.kind, visit.seen.at)?
    {
        return Ok(());
    }
    let (by, told) = tell(&visit.seen, context.handed_over_at);
    record_told(conn, visit, by, told)
}

fn record_told(conn: &mut PgConnection, visit: &Visit, by: By, told: Told) -> QueryResult<()> {
    let (message, at) = (visit.message, visit.seen.at);
    let others = queries::list_opened_about(conn, message, at)?;
    let new = NewEvent {
        message,
        link: visit.link,
        kind: visit.kind,
        at,
        by,
        told,
    };
    let id = queries::insert_event(conn, &new)?;
    let has_target = visit.link.is_some() || visit.kind == EventKind::WayOut;
    if by == By::Proxy || !has_target {
        return Ok(());
    }
    let target = visit.link;
    let swept = sweep(Opened { id, target, at }, &others);
    if !swept.is_empty() {
        queries::update_swept(conn, &swept)?;
    }
    Ok(())
}

/// The setting of opens is about our own pixel; a vendor's is switched off at the vendor, or with all tracking.
fn is_kept(context: &Context, visit: &Visit) -> bool {
    context.is_tracked()
        && match (visit.kind, visit.is_reported) {
            (EventKind::Opened, false) => context.tracks_opens,
            (EventKind::Opened, true) => context.tracks_opens || context.tracks_clicks,
            _ => context.tracks_clicks,
        }
}

/// What a server says became of a message: no visit, so it is noted of everybody.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    pub message: MessageId,
    pub kind: EventKind,
    pub at: DateTime<Utc>,
    pub by: By,
    pub told: Told,
}

pub fn report(conn: &mut PgConnection, report: Report) -> QueryResult<()> {
    let new = NewEvent {
        message: report.message,
        link: None,
        kind: report.kind,
        at: report.at,
        by: report.by,
        told: report.told,
    };
    queries::insert_event(conn, &new).map(|_| ())
}
