//! Changes of channels, each with its trace in the audit log. The customer's row is locked first, so that two at once
//! leave one primary channel of a kind.

use anyhow::Context as _;
use diesel::PgConnection;

use super::MOST_POINTS;
use super::model::{ContactPoint, PointFields};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers::queries::lock_customer;
use crate::domain::{ContactPointId, CustomerId, UserId};
use crate::web::AppError;

/// What was written of a channel that somebody else changed meanwhile.
pub const OVERTAKEN: AppError = AppError::Conflict("error-conflict");

pub fn add(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: CustomerId,
    fields: &PointFields,
) -> Result<ContactPoint, AppError> {
    lock_customer(conn, customer)?;
    if queries::count_points(conn, customer)? >= MOST_POINTS {
        return Err(AppError::Conflict("point-too-many"));
    }
    if fields.is_primary {
        queries::clear_primary(conn, customer, fields.kind)?;
    }
    let point = queries::insert_point(conn, customer, fields)?;
    let change = Change::new("contact_point.created", "contact_point", point.id)
        .set("customer_id", customer)
        .set("kind", point.kind)
        .set("value", &point.value)
        .set("is_primary", point.is_primary);
    audit::record(conn, actor, &change)?;
    Ok(point)
}

/// Writes what `change` makes of the channel; `version` refuses one that was changed since it was read.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, id): (CustomerId, ContactPointId),
    version: Option<i32>,
    change: impl FnOnce(&ContactPoint) -> PointFields,
) -> Result<ContactPoint, AppError> {
    lock_customer(conn, customer)?;
    let before = queries::find_point(conn, customer, id)?;
    if version.is_some_and(|version| version != before.version) {
        return Err(OVERTAKEN);
    }
    let fields = change(&before);
    if fields == PointFields::of(&before) {
        return Ok(before);
    }
    if fields.is_primary && !(before.is_primary && before.kind == fields.kind) {
        queries::clear_primary(conn, customer, fields.kind)?;
    }
    let after = queries::update_point(conn, id, &fields)?;
    let note = Change::new("contact_point.updated", "contact_point", id)
        .field("kind", before.kind, after.kind)
        .field("value", &before.value, &after.value)
        .field("is_primary", before.is_primary, after.is_primary)
        .field("verified_at", before.verified_at, after.verified_at);
    audit::record(conn, actor, &note)?;
    Ok(after)
}

/// The audit row keeps the whole row, so that the deletion can be undone.
pub fn delete(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, id): (CustomerId, ContactPointId),
) -> Result<(), AppError> {
    lock_customer(conn, customer)?;
    let point = queries::delete_point(conn, customer, id)?;
    let change =
        Change::new("contact_point.deleted", "contact_point", id).field("row", Some(&point), None);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Undoes a person's own deletion; nothing happens where the row is back already.
pub fn restore(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, id): (CustomerId, ContactPointId),
    by: UserId,
) -> Result<(), AppError> {
    lock_customer(conn, customer)?;
    let stored = queries::find_deleted(conn, id, by)?.ok_or(AppError::NotFound)?;
    let row: ContactPoint =
        serde_json::from_value(stored).context("Failed to read a deleted channel")?;
    if row.customer_id != customer {
        return Err(AppError::NotFound);
    }
    let is_taken = row.is_primary && has_primary(conn, &row)?;
    let row = ContactPoint {
        is_primary: row.is_primary && !is_taken,
        ..row
    };
    if queries::restore_point(conn, &row)? > 0 {
        let change = Change::new("contact_point.restored", "contact_point", id)
            .set("customer_id", customer);
        audit::record(conn, actor, &change)?;
    }
    Ok(())
}

/// Whether another one came first meanwhile.
fn has_primary(conn: &mut PgConnection, row: &ContactPoint) -> Result<bool, AppError> {
    let points = queries::list_points(conn, &[row.customer_id])?;
    let mut primary = points.iter().filter(|point| point.is_primary);
    Ok(primary.any(|point| point.kind == row.kind))
}
