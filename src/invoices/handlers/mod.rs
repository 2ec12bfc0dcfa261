//! The pages of invoices. To see them takes `invoices_read`, to change anything `invoices_write`.

mod drafts;
mod list;

use actix_web::{HttpResponse, web};

use super::actions::{self, Moment, Numbering};
use super::errors::BillingError;
use super::forms::{PaymentForm, ReasonForm};
use super::queries;
use super::views::ShowPage;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, InvoiceId, PaymentId};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect_with, unprocessable,
};

pub use drafts::{create, edit, new, update};
pub use list::{download, index};

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<InvoiceId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesRead)?;
    html(&show_page(&user, &db, path.into_inner()).await?)
}

async fn show_page(user: &SignedIn, db: &Db, id: InvoiceId) -> Result<ShowPage, AppError> {
    let document = db
        .run(move |conn| queries::pages::find_document(conn, id))
        .await?;
    Ok(ShowPage::new(user.page(), document))
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct VersionForm {
    version: i32,
}

pub async fn issue(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<InvoiceId>,
    Form(form): Form<VersionForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let id = path.into_inner();
    let (actor, moment) = (user.actor(), moment(&user));
    let issued = db
        .transaction(move |conn| {
            actions::require_issuer(conn)?;
            actions::issue(conn, &actor, id, form.version, &Numbering::Own, &moment)
        })
        .await;
    match issued {
        Ok(invoice) => {
            let number = invoice.full_number.unwrap_or_default();
            Ok(done(&user, &keys, id, "invoice-issued", number))
        }
        Err(error) => shown_again(&user, &db, id, error, |_| {}).await,
    }
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<InvoiceId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let (id, actor) = (path.into_inner(), user.actor());
    db.transaction::<_, BillingError, _>(move |conn| actions::delete(conn, &actor, id))
        .await?;
    let flash = Flash::ok(user.frame().t("invoice-deleted"));
    Ok(redirect_with(&keys, "/invoices", flash))
}

pub async fn pay(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<InvoiceId>,
    Form(form): Form<PaymentForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let id = path.into_inner();
    let invoice = db.run(move |conn| queries::find_invoice(conn, id)).await?;
    let new = match form.read(invoice.currency, &user.organisation().locale) {
        Ok(new) => new,
        Err(errors) => {
            let mut page = show_page(&user, &db, id).await?;
            (page.payment, page.errors) = (form, errors);
            return unprocessable(&page);
        }
    };
    let (actor, moment, version) = (user.actor(), moment(&user), form.version);
    let paid = db
        .transaction(move |conn| actions::pay_as_read(conn, &actor, id, version, &new, &moment))
        .await;
    match paid {
        Ok(payment) => {
            let locale = &user.organisation().locale;
            let money = locale.money(payment.amount, payment.currency);
            Ok(done(&user, &keys, id, "payment-created", money))
        }
        Err(error) => {
            let wrong = match &error {
                BillingError::InFuture => ("paid_on", error.key()),
                BillingError::Changed => ("form", Some("payment-error-changed")),
                BillingError::NotAllowed => ("form", error.key()),
                _ => ("amount", error.key()),
            };
            shown_again(&user, &db, id, error, |page| {
                // Sent once more, it is on top of what the page now shows.
                page.payment = PaymentForm {
                    version: page.payment.version,
                    ..form
                };
                if let (field, Some(key)) = wrong {
                    page.errors = FieldErrors::from([(field, key)]);
                }
            })
            .await
        }
    }
}

pub async fn take_payment_back(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<(InvoiceId, PaymentId)>,
    Form(form): Form<ReasonForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let (id, payment) = path.into_inner();
    let reason = match form.read() {
        Ok(reason) => reason,
        Err(key) => return without_reason(&user, &db, id, form, ("reason", key)).await,
    };
    let (actor, moment) = (user.actor(), moment(&user));
    let taken = db
        .transaction(move |conn| {
            actions::take_payment_back(conn, &actor, id, payment, &reason, &moment)
        })
        .await;
    match taken {
        Ok(()) => Ok(done(&user, &keys, id, "payment-taken-back", "")),
        Err(error) => shown_again(&user, &db, id, error, |_| {}).await,
    }
}

pub async fn cancel(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<InvoiceId>,
    Form(form): Form<ReasonForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let id = path.into_inner();
    let reason = match form.read() {
        Ok(reason) => reason,
        Err(key) => return without_reason(&user, &db, id, form, ("cancel-reason", key)).await,
    };
    let (actor, moment) = (user.actor(), moment(&user));
    let cancelled = db
        .transaction(move |conn| actions::cancel(conn, &actor, id, &reason, &moment))
        .await;
    match cancelled {
        Ok(note) => {
            let number = note.full_number.unwrap_or_default();
            Ok(done(&user, &keys, id, "invoice-cancelled", number))
        }
        Err(error) => shown_again(&user, &db, id, error, |_| {}).await,
    }
}

async fn without_reason(
    user: &SignedIn,
    db: &Db,
    id: InvoiceId,
    form: ReasonForm,
    error: (&'static str, &'static str),
) -> Result<HttpResponse, AppError> {
    let mut page = show_page(user, db, id).await?;
    page.errors = FieldErrors::from([error]);
    page.reason = form.reason;
    unprocessable(&page)
}

/// The invoice as it stands now, with what stood in the way.
pub(super) async fn shown_again(
    user: &SignedIn,
    db: &Db,
    id: InvoiceId,
    error: BillingError,
    fill: impl FnOnce(&mut ShowPage),
) -> Result<HttpResponse, AppError> {
    let Some(key) = error.key() else {
        return Err(error.into());
    };
    let mut page = show_page(user, db, id).await?;
    page.errors = FieldErrors::from([("form", key)]);
    fill(&mut page);
    match error {
        BillingError::Changed | BillingError::NotAllowed | BillingError::DateGoesBack => {
            conflict(&page)
        }
        _ => unprocessable(&page),
    }
}

/// Back to the invoice, with a word on what was done.
pub(super) fn done(
    user: &SignedIn,
    keys: &Keys,
    id: InvoiceId,
    key: &str,
    number: impl ToString,
) -> HttpResponse {
    let text = user.frame().tv(key, "number", number);
    redirect_with(keys, &address(id), Flash::ok(text))
}

pub(super) fn address(id: InvoiceId) -> String {
    format!("/invoices/{id}")
}

pub(super) fn moment(user: &SignedIn) -> Moment {
    Moment {
        today: user.today(),
        organisation: user.organisation().clone(),
    }
}
