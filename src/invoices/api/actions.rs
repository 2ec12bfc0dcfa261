//! What the API does, each in the caller's transaction.

use diesel::{PgConnection, QueryResult};

use super::fields::{Billed, Estado, NewInvoice};
use super::payload::state_of;
use crate::audit::Actor;
use crate::customers::{self, CustomerKind, NewCustomer};
use crate::domain::{CustomerId, InvoiceId, SeriesId, TaxId};
use crate::invoices::actions::{self, Draft, Moment, NewPayment, Numbering};
use crate::invoices::errors::BillingError;
use crate::invoices::model::{Invoice, PaymentMethod, SeriesKind};
use crate::invoices::queries;
use crate::web::AppError;
use crate::web::api::{ApiError, Fault, IfMatch, Problem};

/// Where what they agreed to would come from; the API says nothing of it.
const HOW: &str = "api";
/// What a credit note says that a program asked for.
const REASON: &str = "Anulada por la API";

pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    new: &NewInvoice,
    moment: &Moment,
) -> Result<Invoice, ApiError> {
    let series = series_of(conn, new)?;
    let customer_id = find_or_create(conn, actor, &new.billed, &moment.organisation.country)?;
    let draft = Draft {
        customer_id,
        series_id: series,
        currency: new.currency,
        due_on: new.due_on,
        notes: new.notes.clone(),
        lines: new.lines.clone(),
    };
    let invoice = actions::create(conn, actor, &draft).map_err(refused)?;
    if new.total.is_some_and(|total| total != invoice.total) {
        let ours = crate::domain::amount::money(invoice.total, invoice.currency);
        let why = format!("the items come to {ours}");
        return Err(wrong("total", &why));
    }
    if new.is_draft {
        return Ok(invoice);
    }
    let numbering = match &new.number {
        Some(number) => Numbering::External {
            number: number.clone(),
            day: new.day.unwrap_or(moment.today),
        },
        None => Numbering::Own,
    };
    let (id, version) = (invoice.id, invoice.version);
    actions::issue(conn, actor, id, version, &numbering, moment).map_err(refused)
}

/// A number of theirs needs a series that another system numbers, ours one of our own.
fn series_of(conn: &mut PgConnection, new: &NewInvoice) -> Result<SeriesId, ApiError> {
    let wanted = new.number.is_some();
    let series = queries::list_open_series(conn, SeriesKind::Invoice)?;
    let series = series.iter().find(|series| series.is_external == wanted);
    match series {
        Some(series) => Ok(series.id),
        None if wanted => Err(wrong(
            "numero",
            "no series takes the numbers of another system",
        )),
        None => Err(ApiError::App(AppError::Conflict("invoice-error-no-series"))),
    }
}

/// By id, by tax id, by e-mail, else a new customer. Of two programs that name the same new one at once the second waits
/// for the first and finds them.
fn find_or_create(
    conn: &mut PgConnection,
    actor: &Actor,
    billed: &Billed,
    country: &str,
) -> Result<CustomerId, ApiError> {
    if let Some(id) = billed.id {
        return match customers::queries::find_standing(conn, id) {
            Ok(customer) => Ok(customer.id),
            Err(diesel::result::Error::NotFound) => Err(ApiError::NoSuch("api-customer-not-found")),
            Err(error) => Err(error.into()),
        };
    }
    let tax_id = billed.tax_id.as_deref();
    let key = tax_id.and_then(|typed| TaxId::parse(typed, country).ok()?.key);
    let email = billed.email.as_ref().map(|email| email.as_str());
    customers::queries::lock_values(conn, tax_id, email)?;
    if let Some(known) = find_known(conn, tax_id, key.as_deref(), email)? {
        return Ok(known);
    }
    let Some(name) = &billed.name else {
        return Err(wrong(
            "cliente_nombre",
            "is needed for a customer who is new",
        ));
    };
    refuse_erased(conn, billed, key.as_deref())?;
    let new = NewCustomer {
        full_name: name.clone(),
        // Who is billed under a tax id of their own is a company to a billing system, unless somebody says otherwise.
        kind: match tax_id {
            Some(_) => CustomerKind::Company,
            None => CustomerKind::Person,
        },
        email: email.map(str::to_owned),
        tax_id: billed.tax_id.clone(),
        tax_id_key: key,
        source: Some(HOW.to_owned()),
        ..NewCustomer::default()
    };
    let customer = customers::actions::create(conn, actor, &new, &[], HOW)?;
    Ok(customer.id)
}

/// No program brings somebody back who was erased.
fn refuse_erased(
    conn: &mut PgConnection,
    billed: &Billed,
    key: Option<&str>,
) -> Result<(), ApiError> {
    let known = customers::queries::KnownBy {
        email: billed.email.as_ref().map(|email| email.as_str()),
        tax_id: billed.tax_id.as_deref(),
        tax_id_key: key,
        ..Default::default()
    };
    match customers::queries::list_tombstone_kinds(conn, known)?.is_empty() {
        true => Ok(()),
        false => Err(ApiError::Refused("api-person-erased")),
    }
}

fn find_known(
    conn: &mut PgConnection,
    tax_id: Option<&str>,
    key: Option<&str>,
    email: Option<&str>,
) -> QueryResult<Option<CustomerId>> {
    if let Some(tax_id) = tax_id {
        let holder = customers::queries::find_holder_of_tax_id(conn, tax_id, key, None)?;
        if holder.is_some() {
            return Ok(holder);
        }
    }
    let Some(email) = email else {
        return Ok(None);
    };
    let sharers = customers::queries::list_sharers_of_email(conn, email, None)?;
    Ok(sharers.first().map(|found| found.id))
}

/// Takes the invoice to a state, if a step leads there.
pub fn change_state(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    (to, meant): (Estado, &IfMatch),
    moment: &Moment,
) -> Result<Invoice, ApiError> {
    let invoice = queries::lock_invoice(conn, id)?;
    meant.check(invoice.version)?;
    let from = state_of(&invoice, moment.today);
    if from == to {
        return Ok(invoice);
    }
    match (from, to) {
        (Estado::Borrador, Estado::Emitida) => {
            let version = invoice.version;
            actions::issue(conn, actor, id, version, &Numbering::Own, moment).map_err(refused)?;
        }
        (Estado::Emitida | Estado::Parcial | Estado::Vencida, Estado::Pagada) => {
            let rest = NewPayment {
                amount: invoice.open,
                paid_on: moment.today,
                method: PaymentMethod::Other,
                reference: String::new(),
            };
            actions::pay(conn, actor, id, &rest, moment).map_err(refused)?;
        }
        (Estado::Emitida | Estado::Vencida, Estado::Anulada) => {
            actions::cancel(conn, actor, id, REASON, moment).map_err(refused)?;
        }
        _ => return Err(refused(BillingError::NotAllowed)),
    }
    Ok(queries::find_invoice(conn, id)?)
}

/// In the clients' terms: 422 of a value, 409 of what is there already.
pub fn refused(error: BillingError) -> ApiError {
    match error {
        BillingError::MoreThanOpen => wrong("monto", "it is more than is open"),
        BillingError::InFuture => wrong("fecha", "that day has not come"),
        BillingError::NothingToBill => wrong("items", "they come to nothing"),
        BillingError::TooLarge => wrong("items", "the amounts are too large"),
        error => ApiError::App(error.into()),
    }
}

fn wrong(field: &'static str, why: &str) -> ApiError {
    ApiError::Invalid(vec![Problem::at(["body", field], "", Fault::value(why))])
}
