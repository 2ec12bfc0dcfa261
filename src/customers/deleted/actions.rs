//! Bringing somebody back, in one transaction with its trace.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{PgConnection, QueryResult};

use super::model::Obstacles;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers::model::Customer;
use crate::customers::queries::erasing::is_being_erased;
use crate::customers::queries::{
    KnownBy, find_by_tax_id_key, list_sharers_of_email, list_tombstone_kinds, lock_customer,
    lock_row, lock_values, update_hidden,
};
use crate::db::{self, RetryHint};
use crate::domain::{CustomerId, UserId};

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Nothing is changed; what it is, is looked up for the page.
    #[error("something stands in the way")]
    Refused,
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<DieselError> for RestoreError {
    fn from(error: DieselError) -> Self {
        match error {
            // A form that was stored at the same moment was not seen before.
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
                if info.constraint_name() == Some("customers_tax_id_key_unique") =>
            {
                Self::Refused
            }
            other => Self::Database(other.into()),
        }
    }
}

impl RetryHint for RestoreError {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::Database(error) if error.asks_for_retry())
    }
}

/// Brings somebody back with everything; `even_so`: what speaks against it, as it was shown to whoever asks. Pressed twice it
/// is done once.
pub fn restore(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    id: CustomerId,
    even_so: &str,
) -> Result<(), RestoreError> {
    // Whoever is being erased is locked, perhaps for minutes.
    if is_being_erased(conn, id)? {
        return Err(RestoreError::Refused);
    }
    lock_row(conn, id)?;
    let Some(customer) = queries::find_restorable(conn, id)? else {
        return match queries::find_deleted(conn, id)? {
            Some(_merged) => Err(RestoreError::Refused),
            None => Ok(lock_customer(conn, id).map(|_| ())?),
        };
    };
    let obstacles = find_obstacles(conn, &customer)?;
    let is_known = !obstacles.is_question() || obstacles.shown() == even_so;
    if obstacles.tax_id_holder.is_some() || !is_known || is_being_erased(conn, id)? {
        return Err(RestoreError::Refused);
    }
    update_hidden(conn, by, &[id], false)?;
    audit::record(conn, actor, &restored(id, &customer.full_name))?;
    Ok(())
}

/// Of a program that sends the same values meanwhile, one waits for the other.
pub fn find_obstacles(conn: &mut PgConnection, customer: &Customer) -> QueryResult<Obstacles> {
    let email = customer.email.as_deref();
    lock_values(conn, customer.tax_id.as_deref(), email)?;
    let tax_id_holder = match &customer.tax_id_key {
        Some(key) => find_by_tax_id_key(conn, key)?,
        None => None,
    };
    let sharers = match email {
        Some(email) => list_sharers_of_email(conn, email, Some(customer.id))?,
        None => Vec::new(),
    };
    let known = KnownBy {
        email,
        phone: customer.phone.as_deref(),
        phone_e164: customer.phone_e164.as_deref(),
        tax_id: customer.tax_id.as_deref(),
        tax_id_key: customer.tax_id_key.as_deref(),
    };
    Ok(Obstacles {
        tax_id_holder,
        sharers,
        is_erased: !list_tombstone_kinds(conn, known)?.is_empty(),
    })
}

/// What the audit log and the outside are told, be it one or the undo of many.
pub fn restored(id: CustomerId, full_name: &str) -> Change {
    Change::new("customer.restored", "customer", id).set("full_name", full_name)
}
