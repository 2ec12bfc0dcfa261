//! Changes of what invoices are made with, each with its trace in the audit log.

use diesel::PgConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::audit::{self, Actor, Change};
use crate::db;
use crate::domain::{SeriesId, TaxRateId};
use crate::invoices::queries::setup::{self as queries, Issuer, SeriesEntry, TaxEntry};
use crate::web::AppError;

/// Why a change of the set-up is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum SetupError {
    /// Somebody was faster.
    #[error("it was changed meanwhile")]
    Changed,
    /// Another has that value of this field.
    #[error("another has that {0}")]
    Taken(&'static str),
    /// What numbers were given by stays as it is.
    #[error("the series was used")]
    Used,
    #[error(transparent)]
    Other(#[from] AppError),
}

impl From<DieselError> for SetupError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                match info.constraint_name() {
                    Some("invoice_series_code_unique") => Self::Taken("code"),
                    Some("invoice_series_prefix_unique") => Self::Taken("prefix"),
                    Some("tax_rates_name_unique") => Self::Taken("name"),
                    // Two made theirs the default at once.
                    _ => Self::Changed,
                }
            }
            error => Self::Other(error.into()),
        }
    }
}

impl From<db::Error> for SetupError {
    fn from(error: db::Error) -> Self {
        Self::Other(error.into())
    }
}

impl db::RetryHint for SetupError {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::Other(error) if error.asks_for_retry())
    }
}

pub(super) fn update_issuer(
    conn: &mut PgConnection,
    actor: &Actor,
    version: i32,
    issuer: &Issuer,
) -> Result<(), SetupError> {
    let before = queries::find_issuer(conn)?;
    if queries::update_issuer(conn, issuer, version, actor.user_id)? == 0 {
        return Err(SetupError::Changed);
    }
    let change = Change::of_all("billing.updated", "billing")
        .field("legal_name", &before.legal_name, &issuer.legal_name)
        .field("tax_id", &before.tax_id, &issuer.tax_id)
        .field("address", &before.address, &issuer.address)
        .field("term_days", before.term_days, issuer.term_days)
        .field(
            "prices_include_tax",
            before.prices_include_tax,
            issuer.prices_include_tax,
        );
    audit::record(conn, actor, &change)?;
    Ok(())
}

pub(super) fn create_series(
    conn: &mut PgConnection,
    actor: &Actor,
    entry: &SeriesEntry,
) -> Result<(), SetupError> {
    let id = queries::insert_series(conn, entry)?;
    let change = Change::new("series.created", "series", id)
        .set("code", &entry.code)
        .set("kind", entry.kind)
        .set("prefix", &entry.prefix)
        .set("next_number", entry.next_number);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// What its numbers were made with changes only before the first of them.
pub(super) fn update_series(
    conn: &mut PgConnection,
    actor: &Actor,
    id: SeriesId,
    version: i32,
    entry: &SeriesEntry,
) -> Result<(), SetupError> {
    let before = queries::lock_series(conn, id)?;
    let changes_numbers = before.prefix != entry.prefix
        || before.digits != entry.digits
        || before.next_number != entry.next_number
        || before.kind != entry.kind
        || before.is_external != entry.is_external;
    if changes_numbers && queries::is_series_used(conn, id)? {
        return Err(SetupError::Used);
    }
    if before.version != version {
        return Err(SetupError::Changed);
    }
    queries::update_series(conn, id, entry)?;
    let change = Change::new("series.updated", "series", id)
        .field("code", &before.code, &entry.code)
        .field("name", &before.name, &entry.name)
        .field("prefix", &before.prefix, &entry.prefix)
        .field("digits", before.digits, entry.digits)
        .field("next_number", before.next_number, entry.next_number)
        .field("is_external", before.is_external, entry.is_external)
        .field("active", before.active, entry.active);
    audit::record(conn, actor, &change)?;
    Ok(())
}

pub(super) fn create_tax(
    conn: &mut PgConnection,
    actor: &Actor,
    entry: &TaxEntry,
) -> Result<(), SetupError> {
    make_room(conn, entry)?;
    let id = queries::insert_tax(conn, entry)?;
    let change = Change::new("tax_rate.created", "tax_rate", id)
        .set("name", &entry.name)
        .set("basis_points", entry.basis_points);
    audit::record(conn, actor, &change)?;
    Ok(())
}

pub(super) fn update_tax(
    conn: &mut PgConnection,
    actor: &Actor,
    id: TaxRateId,
    version: i32,
    entry: &TaxEntry,
) -> Result<(), SetupError> {
    let before = queries::lock_tax(conn, id)?;
    if before.version != version {
        return Err(SetupError::Changed);
    }
    make_room(conn, entry)?;
    queries::update_tax(conn, id, entry)?;
    let change = Change::new("tax_rate.updated", "tax_rate", id)
        .field("name", &before.name, &entry.name)
        .field("basis_points", before.basis_points, entry.basis_points)
        .field("is_default", before.is_default, entry.is_default)
        .field("active", before.active, entry.active);
    audit::record(conn, actor, &change)?;
    Ok(())
}

fn make_room(conn: &mut PgConnection, entry: &TaxEntry) -> Result<(), SetupError> {
    if entry.is_default {
        queries::update_no_default(conn)?;
    }
    Ok(())
}
