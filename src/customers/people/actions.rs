//! Changes of a company's people, each with its trace in the audit log.

use anyhow::Context as _;
use diesel::PgConnection;

use super::MOST_PEOPLE;
use super::model::{Contact, ContactFields};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers::queries::lock_customer;
use crate::domain::{ContactId, CustomerId, UserId};
use crate::web::AppError;

pub fn add(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: CustomerId,
    fields: &ContactFields,
) -> Result<Contact, AppError> {
    lock_customer(conn, customer)?;
    if queries::count_contacts(conn, customer)? >= MOST_PEOPLE {
        return Err(AppError::Conflict("person-too-many"));
    }
    let contact = queries::insert_contact(conn, customer, fields, actor.user_id)?;
    let change = Change::new("contact.created", "contact", contact.id)
        .set("customer_id", customer)
        .set("name", &contact.name)
        .set("role", &contact.role)
        .set("email", &contact.email)
        .set("phone", &contact.phone);
    audit::record(conn, actor, &change)?;
    Ok(contact)
}

/// Refuses with a conflict what was changed since the form was read.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &Contact,
    version: i32,
    fields: &ContactFields,
) -> Result<(), AppError> {
    lock_customer(conn, before.customer_id)?;
    let after = queries::update_contact(conn, before.id, version, fields)?
        .ok_or(AppError::Conflict("error-conflict"))?;
    let change = Change::new("contact.updated", "contact", before.id)
        .field("name", &before.name, &after.name)
        .field("role", &before.role, &after.role)
        .field("email", &before.email, &after.email)
        .field("phone", &before.phone, &after.phone)
        .field("notes", &before.notes, &after.notes);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// The audit row keeps the whole row, so that the deletion can be undone.
pub fn delete(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, id): (CustomerId, ContactId),
) -> Result<(), AppError> {
    lock_customer(conn, customer)?;
    let contact = queries::delete_contact(conn, customer, id)?;
    let change = Change::new("contact.deleted", "contact", id).field("row", Some(&contact), None);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Undoes a person's own deletion; nothing happens where the row is back already.
pub fn restore(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, id): (CustomerId, ContactId),
    by: UserId,
) -> Result<(), AppError> {
    lock_customer(conn, customer)?;
    let stored = queries::find_deleted(conn, id, by)?.ok_or(AppError::NotFound)?;
    let row: Contact =
        serde_json::from_value(stored).context("Failed to read a deleted contact")?;
    if row.customer_id != customer {
        return Err(AppError::NotFound);
    }
    if queries::restore_contact(conn, &row)? > 0 {
        let change = Change::new("contact.restored", "contact", id).set("customer_id", customer);
        audit::record(conn, actor, &change)?;
    }
    Ok(())
}
