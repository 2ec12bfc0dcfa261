//! Changes of activities, each with its trace in the audit log.

use anyhow::Context as _;
use diesel::{PgConnection, QueryResult};

use super::due::{Due, Postponement};
use super::model::{Activity, ActivityKind, Entry, NewActivity};
use super::queries::{self, Editor};
use crate::audit::{self, Actor, Change};
use crate::customers;
use crate::db;
use crate::domain::{ActivityId, CustomerId, InvoiceId, OpportunityId, Organisation, UserId};
use crate::users;
use crate::web::AppError;

/// Stores a new one of a customer who is there.
pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: CustomerId,
    entry: &Entry,
) -> QueryResult<Activity> {
    create_for(conn, actor, (customer, None), entry)
}

/// Stores a new one of a customer who is there, for a sale; a sale of anybody else counts for nothing.
pub fn create_for(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, opportunity): (CustomerId, Option<OpportunityId>),
    entry: &Entry,
) -> QueryResult<Activity> {
    let opportunity = match opportunity {
        Some(id) if queries::is_sale_of(conn, id, customer)? => Some(id),
        _ => None,
    };
    let activity = queries::insert_entry(conn, (customer, opportunity), actor.user_id, entry)?;
    let change = Change::new("activity.created", "activity", activity.id)
        .set("customer_id", customer)
        .set("kind", entry.kind)
        .set("title", &entry.title)
        .set("body", &entry.body)
        .set("due_at", entry.due_at)
        .set("assignee", entry.assignee_id)
        .set("opportunity_id", opportunity);
    audit::record(conn, actor, &change)?;
    Ok(activity)
}

/// Notes what the program did with a customer: a sale, a payment. It happens now and is done; nobody owns it, so nobody
/// rewrites it.
pub fn note_done(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: CustomerId,
    kind: ActivityKind,
    title: &str,
    body: &str,
) -> QueryResult<Activity> {
    let new = NewActivity {
        customer_id: customer,
        kind,
        title: title.to_owned(),
        body: body.to_owned(),
        created_by: None,
        invoice_id: None,
        noted_by: actor.user_id,
    };
    note_new(conn, actor, &new)
}

/// Like [`note_done`], of a document of billing, to which the timeline leads.
pub fn note_of_invoice(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, invoice): (CustomerId, InvoiceId),
    kind: ActivityKind,
    title: &str,
    body: &str,
) -> QueryResult<Activity> {
    let new = NewActivity {
        customer_id: customer,
        kind,
        title: title.to_owned(),
        body: body.to_owned(),
        created_by: None,
        invoice_id: Some(invoice),
        noted_by: actor.user_id,
    };
    note_new(conn, actor, &new)
}

fn note_new(conn: &mut PgConnection, actor: &Actor, new: &NewActivity) -> QueryResult<Activity> {
    let activity = queries::insert_done(conn, new)?;
    let change = Change::new("activity.created", "activity", activity.id)
        .set("customer_id", new.customer_id)
        .set("kind", new.kind)
        .set("title", &new.title);
    audit::record(conn, actor, &change)?;
    Ok(activity)
}

/// Refuses with a conflict what was changed since it was read.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &Activity,
    version: i32,
    entry: &Entry,
) -> Result<Activity, AppError> {
    let after = queries::update_entry(conn, before.id, version, entry)?
        .ok_or(AppError::Conflict("error-conflict"))?;
    let change = Change::new("activity.updated", "activity", before.id)
        .field("kind", before.kind, entry.kind)
        .field("title", &before.title, &entry.title)
        .field("body", &before.body, &entry.body)
        .field("date", before.occurred_at, entry.occurred_at)
        .field("due_at", before.due_at, entry.due_at)
        .field("done_at", before.done_at, entry.done_at)
        .field("assignee", before.assignee_id, entry.assignee_id)
        .field("responsible", &before.responsible, &entry.responsible)
        .field("notes", &before.notes, &entry.notes);
    audit::record(conn, actor, &change)?;
    // Who waits for what is done hears of it by whichever way it comes.
    let ended = match (before.is_open(), after.is_open()) {
        (true, false) => "activity.completed",
        (false, true) => "activity.reopened",
        _ => return Ok(after),
    };
    let change =
        Change::new(ended, "activity", before.id).field("done_at", before.done_at, entry.done_at);
    audit::record(conn, actor, &change)?;
    Ok(after)
}

/// Notes that what was planned is done; nothing happens where it was already. On the timeline it stands where it was done.
pub(super) fn complete(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ActivityId,
    by: UserId,
) -> Result<(), AppError> {
    let activity = lock(conn, id)?;
    if !activity.is_open() {
        return Ok(());
    }
    let now = db::now(conn)?;
    // Who does what was nobody's takes it, and may take it back.
    let is_nobodys = activity.created_by.is_none() && activity.assignee_id.is_none();
    let assignee = if is_nobodys {
        Some(by)
    } else {
        activity.assignee_id
    };
    queries::update_done(conn, id, Some(now), now, assignee)?;
    let change = Change::new("activity.completed", "activity", id)
        .set("done_at", now)
        .field("assignee", activity.assignee_id, assignee);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Takes back that it is done.
pub(super) fn reopen(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ActivityId,
) -> Result<(), AppError> {
    let activity = lock(conn, id)?;
    let (Some(due), Some(done)) = (activity.due_at, activity.done_at) else {
        return Ok(());
    };
    queries::update_done(conn, id, None, due, activity.assignee_id)?;
    let change =
        Change::new("activity.reopened", "activity", id).field("done_at", Some(done), None);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Puts off what is still to be done.
pub(super) fn postpone(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ActivityId,
    to: Postponement,
    (organisation, today): (&Organisation, chrono::NaiveDate),
) -> Result<Due, AppError> {
    let activity = lock(conn, id)?;
    let Some(before) = activity.due_at.filter(|_| activity.is_open()) else {
        return Err(AppError::Conflict("activity-not-open"));
    };
    let due = Due::of(before, organisation).postponed(to, today);
    let at = due.at(organisation);
    queries::update_due(conn, id, at)?;
    let change = Change::new("activity.postponed", "activity", id).field("due_at", before, at);
    audit::record(conn, actor, &change)?;
    Ok(due)
}

fn lock(conn: &mut PgConnection, id: ActivityId) -> QueryResult<Activity> {
    let activity = queries::lock_planned(conn, id)?;
    customers::queries::find_customer(conn, activity.customer_id)?;
    Ok(activity)
}

/// Hands over all that a person has to do, to somebody who can still sign in; how many that was.
pub fn hand_over(
    conn: &mut PgConnection,
    actor: &Actor,
    from: UserId,
    to: UserId,
) -> Result<usize, AppError> {
    let is_there = users::queries::find_user(conn, to)?.disabled_at.is_none();
    if !is_there || from == to {
        return Err(AppError::Invalid("error-invalid"));
    }
    let moved = queries::update_assignee(conn, from, to)?;
    for id in &moved {
        let change = Change::new("activity.updated", "activity", *id).field(
            "assignee",
            Some(from),
            Some(to),
        );
        audit::record(conn, actor, &change)?;
    }
    Ok(moved.len())
}

/// The audit row keeps the whole row, so that the deletion can be undone.
pub(super) fn delete(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ActivityId,
    editor: Editor,
) -> Result<CustomerId, AppError> {
    let activity = queries::delete_own(conn, id, editor)?;
    customers::queries::find_customer(conn, activity.customer_id)?;
    record_deletion(conn, actor, &activity)?;
    Ok(activity.customer_id)
}

/// Deletes one of a customer, whoever wrote it.
pub fn delete_of_customer(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: CustomerId,
    id: ActivityId,
) -> QueryResult<()> {
    let activity = queries::delete_of_customer(conn, customer, id)?;
    record_deletion(conn, actor, &activity)
}

fn record_deletion(conn: &mut PgConnection, actor: &Actor, row: &Activity) -> QueryResult<()> {
    let change = Change::new("activity.deleted", "activity", row.id).field("row", Some(row), None);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Undoes a person's own deletion; nothing happens where the row is back already.
pub(super) fn restore(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ActivityId,
    by: UserId,
) -> Result<Activity, AppError> {
    let stored = queries::find_deleted(conn, id, by)?.ok_or(AppError::NotFound)?;
    let row: Activity =
        serde_json::from_value(stored).context("Failed to read a deleted activity")?;
    if queries::restore_activity(conn, &row)? > 0 {
        let change = Change::new("activity.restored", "activity", id);
        audit::record(conn, actor, &change)?;
    }
    Ok(row)
}
