//! Changes of notes, each with its trace in the audit log.

use anyhow::Context as _;
use diesel::{PgConnection, QueryResult};

use super::forms::Text;
use super::model::{Activity, ActivityKind, NewActivity};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers;
use crate::domain::{ActivityId, CustomerId, UserId};
use crate::web::AppError;

pub(super) fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: CustomerId,
    text: &Text,
) -> Result<Activity, AppError> {
    let activity = queries::insert_activity(
        conn,
        &NewActivity {
            customer_id: customer,
            kind: text.kind,
            title: String::new(),
            body: text.body.clone(),
            created_by: actor.user_id,
        },
    )?;
    let change = Change::new("activity.created", "activity", activity.id)
        .set("customer_id", customer)
        .set("kind", text.kind)
        .set("body", &text.body);
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
    let activity = queries::insert_done(
        conn,
        &NewActivity {
            customer_id: customer,
            kind,
            title: title.to_owned(),
            body: body.to_owned(),
            created_by: None,
        },
    )?;
    let change = Change::new("activity.created", "activity", activity.id)
        .set("customer_id", customer)
        .set("kind", kind)
        .set("title", title);
    audit::record(conn, actor, &change)?;
    Ok(activity)
}

/// Refuses with a conflict what was changed since the form was read.
pub(super) fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &Activity,
    version: i32,
    text: &Text,
) -> Result<(), AppError> {
    if queries::update_text(conn, before.id, version, text.kind, &text.body)? == 0 {
        return Err(AppError::Conflict("error-conflict"));
    }
    let change = Change::new("activity.updated", "activity", before.id)
        .field("kind", before.kind, text.kind)
        .field("body", &before.body, &text.body);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// The audit row keeps the whole row, so that the deletion can be undone.
pub(super) fn delete(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ActivityId,
    author: UserId,
) -> Result<CustomerId, AppError> {
    let activity = queries::delete_own(conn, id, author)?;
    customers::queries::find_customer(conn, activity.customer_id)?;
    let change =
        Change::new("activity.deleted", "activity", id).field("row", Some(&activity), None);
    audit::record(conn, actor, &change)?;
    Ok(activity.customer_id)
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
