//! Changes of the history by hand, each with its trace in the audit log. The triggers keep every figure true.

use anyhow::Context as _;
use diesel::{PgConnection, QueryResult};

use super::forms::{Chosen, Entry};
use super::model::{HistoryChanges, HistoryRow, NewHistoryRow};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers;
use crate::domain::{CustomerId, HistoryId};
use crate::services::{self, Service};
use crate::web::AppError;

pub(super) fn add(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: CustomerId,
    entry: &Entry,
) -> Result<HistoryId, AppError> {
    customers::queries::lock_customer(conn, customer)?;
    let service = catalogued(conn, actor, entry)?;
    let row = NewHistoryRow {
        customer_id: customer,
        service_id: service.id,
        category: service.category,
        name: service.name,
        date: entry.date,
        price: entry.price,
        created_by: actor.user_id,
    };
    let id = queries::insert_row(conn, &row)?;
    let change = Change::new("history.created", "service_history", id)
        .set("customer_id", customer)
        .set("service", &row.name)
        .set("date", row.date)
        .set("price", row.price);
    audit::record(conn, actor, &change)?;
    Ok(id)
}

/// Refuses with a conflict what was changed since the form was read.
pub(super) fn correct(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &HistoryRow,
    version: i32,
    entry: &Entry,
) -> Result<(), AppError> {
    let service = catalogued(conn, actor, entry)?;
    let is_same = service.id == before.service_id;
    let changes = HistoryChanges {
        service_id: service.id,
        // A row keeps the words under which it came while its service stays.
        category: if is_same {
            before.category.clone()
        } else {
            service.category
        },
        name: if is_same {
            before.name.clone()
        } else {
            service.name
        },
        date: entry.date,
        price: entry.price,
    };
    if queries::update_row(conn, before.id, version, &changes)? == 0 {
        return Err(AppError::Conflict("error-conflict"));
    }
    let change = Change::new("history.updated", "service_history", before.id)
        .field("service", &before.name, &changes.name)
        .field("date", before.date, changes.date)
        .field("price", before.price, changes.price);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// The entry of the catalogue, made if its name is new.
fn catalogued(conn: &mut PgConnection, actor: &Actor, entry: &Entry) -> QueryResult<Service> {
    match &entry.service {
        Chosen::Catalogued(service) => Ok(service.clone()),
        Chosen::New { category, name } => {
            services::actions::find_or_create(conn, actor, category, name)
        }
    }
}

/// The audit row keeps the whole row, so that the deletion can be undone.
pub(super) fn delete(
    conn: &mut PgConnection,
    actor: &Actor,
    id: HistoryId,
) -> Result<CustomerId, AppError> {
    let row = queries::delete_row(conn, id)?;
    customers::queries::lock_customer(conn, row.customer_id)?;
    let change =
        Change::new("history.deleted", "service_history", id).field("row", Some(&row), None);
    audit::record(conn, actor, &change)?;
    Ok(row.customer_id)
}

/// Undoes a deletion; nothing happens where the row is back already.
pub(super) fn restore(
    conn: &mut PgConnection,
    actor: &Actor,
    id: HistoryId,
) -> Result<HistoryRow, AppError> {
    let stored = queries::find_deleted(conn, id)?.ok_or(AppError::NotFound)?;
    let row: HistoryRow =
        serde_json::from_value(stored).context("Failed to read a deleted row of the history")?;
    customers::queries::lock_customer(conn, row.customer_id)?;
    if queries::restore_row(conn, &row)? > 0 {
        let change = Change::new("history.restored", "service_history", id);
        audit::record(conn, actor, &change)?;
    }
    Ok(row)
}
