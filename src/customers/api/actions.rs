//! What the API does, each in the caller's transaction.

use diesel::PgConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::super::actions;
use super::super::forms::Entry;
use super::super::model::{Customer, CustomerChanges, NewCustomer};
use super::super::points;
use super::super::points::model::{ContactPoint, PointFields};
use super::super::queries::{
    KnownBy, find_holder_of_tax_id, list_sharers_of_email, list_tombstone_kinds, lock_customer,
    lock_values,
};
use super::fields::{ClienteCambios, ClienteNuevo, Rules};
use super::queries;
use super::related::find_owed;
use crate::audit::{self, Actor, Change};
use crate::domain::CustomerId;
use crate::web::api::{ApiError, IfMatch};

const EMAIL_TAKEN: ApiError = ApiError::Refused("api-email-taken");
const ERASED: ApiError = ApiError::Refused("api-person-erased");
const TAX_ID_TAKEN: ApiError = ApiError::Refused("api-tax-id-taken");
/// Where what they agreed to would come from; the API says nothing of it.
const HOW: &str = "api";

pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    new: ClienteNuevo,
    rules: &Rules,
) -> Result<Customer, ApiError> {
    let (row, channels) = new.into_row(rules);
    refuse_taken(conn, &CustomerChanges::of_new(&row), None)?;
    let customer = actions::create(conn, actor, &row, &[], HOW).map_err(taken_meanwhile)?;
    for channel in channels {
        add_point(conn, actor, customer.id, &channel.into_fields(rules))?;
    }
    Ok(customer)
}

pub fn add_point(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: CustomerId,
    fields: &PointFields,
) -> Result<ContactPoint, ApiError> {
    refuse_erased(conn, KnownBy::of_point(fields))?;
    Ok(points::actions::add(conn, actor, customer, fields)?)
}

/// The caller holds the customer's row, and nobody changes the channel meanwhile.
pub fn change_point(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &ContactPoint,
    fields: PointFields,
) -> Result<ContactPoint, ApiError> {
    if (fields.kind, &fields.value) != (before.kind, &before.value) {
        refuse_erased(conn, KnownBy::of_point(&fields))?;
    }
    let ids = (before.customer_id, before.id);
    Ok(points::actions::update(conn, actor, ids, None, |_| fields)?)
}

pub fn change(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CustomerId,
    (given, meant): (ClienteCambios, &IfMatch),
    rules: &Rules,
) -> Result<Customer, ApiError> {
    let before = lock_customer(conn, id)?;
    meant.check(before.version)?;
    let owed = find_owed(conn, id, &rules.organisation)?;
    let changes = given.into_changes(&before, owed, rules);
    if changes == CustomerChanges::default() {
        return Ok(before);
    }
    refuse_taken(conn, &changes, Some(id))?;
    let entry = Entry {
        changes,
        consents: Vec::new(),
    };
    actions::change(conn, actor, &before, &[], &entry).map_err(taken_meanwhile)
}

/// Hides a customer from everybody; what they did and bought stays.
pub fn delete(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CustomerId,
    meant: &IfMatch,
) -> Result<(), ApiError> {
    let customer = lock_customer(conn, id)?;
    meant.check(customer.version)?;
    queries::delete_client(conn, id)?;
    let change = Change::new("customer.deleted", "customer", id).field(
        "full_name",
        Some(&customer.full_name),
        None,
    );
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Of two who send the same value at once, the second waits until the first is done.
fn refuse_taken(
    conn: &mut PgConnection,
    changes: &CustomerChanges,
    besides: Option<CustomerId>,
) -> Result<(), ApiError> {
    let email = changes.email.as_ref().and_then(Option::as_deref);
    let tax_id = changes.tax_id.as_ref().and_then(Option::as_deref);
    lock_values(conn, tax_id, email)?;
    refuse_erased(conn, KnownBy::of(changes))?;
    if let Some(email) = email
        && !list_sharers_of_email(conn, email, besides)?.is_empty()
    {
        return Err(EMAIL_TAKEN);
    }
    let key = changes.tax_id_key.as_ref().and_then(Option::as_deref);
    match tax_id {
        Some(tax_id) if find_holder_of_tax_id(conn, tax_id, key, besides)?.is_some() => {
            Err(TAX_ID_TAKEN)
        }
        _ => Ok(()),
    }
}

/// No program brings somebody back who was erased; a person may, by the form.
fn refuse_erased(conn: &mut PgConnection, known: KnownBy<'_>) -> Result<(), ApiError> {
    match list_tombstone_kinds(conn, known)?.is_empty() {
        true => Ok(()),
        false => Err(ERASED),
    }
}

/// A form that was stored at the same moment was not seen before.
fn taken_meanwhile(error: DieselError) -> ApiError {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
            if info.constraint_name() == Some("customers_tax_id_key_unique") =>
        {
            TAX_ID_TAKEN
        }
        other => other.into(),
    }
}

impl CustomerChanges {
    /// The values of a new row that nobody else may have.
    fn of_new(row: &NewCustomer) -> Self {
        Self {
            email: Some(row.email.clone()),
            phone: Some(row.phone.clone()),
            phone_e164: Some(row.phone_e164.clone()),
            tax_id: Some(row.tax_id.clone()),
            tax_id_key: Some(row.tax_id_key.clone()),
            ..Self::default()
        }
    }
}
