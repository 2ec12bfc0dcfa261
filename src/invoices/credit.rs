//! Credit notes: which lines of an invoice are taken back, and how much of them.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::actions;
use super::errors::BillingError;
use super::forms::CreditForm;
use super::handlers::{address, moment};
use super::model::{Invoice, Line, PaymentMethod};
use super::quantity;
use super::queries;
use super::states::Step;
use super::views::CreditPage;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, InvoiceId};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect_with, unprocessable,
};

pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<InvoiceId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let mut page = credit_page(&user, &db, path.into_inner()).await?;
    if !page.invoice.allows(Step::Credit) {
        return Err(AppError::Conflict("invoice-error-not-allowed"));
    }
    let locale = &user.organisation().locale;
    let whole = page.lines.iter();
    page.form.quantities = whole
        .map(|(line, left)| (line.position, quantity::written(*left, locale)))
        .collect();
    if page.asks_for_refund() {
        page.form.refunded_on = user.today().to_string();
        page.form.method = PaymentMethod::default().to_string();
    }
    html(&page)
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<InvoiceId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let id = path.into_inner();
    let form = CreditForm::from(pairs);
    let order = match form.read(&user.organisation().locale) {
        Ok(read) => read,
        Err(errors) => {
            let page = credit_page(&user, &db, id).await?;
            return unprocessable(&CreditPage {
                form,
                errors,
                ..page
            });
        }
    };
    let (actor, moment, version) = (user.actor(), moment(&user), form.version);
    let issued = db
        .transaction(move |conn| {
            actions::credit_as_read(conn, &actor, id, version, &order, &moment)
        })
        .await;
    match issued {
        Ok(note) => {
            let number = note.full_number.unwrap_or_default();
            let flash = Flash::ok(user.frame().tv("invoice-credited", "number", number));
            Ok(redirect_with(&keys, &address(note.id), flash))
        }
        Err(error) => refuse(&user, &db, id, form, error).await,
    }
}

async fn refuse(
    user: &SignedIn,
    db: &Db,
    id: InvoiceId,
    form: CreditForm,
    error: BillingError,
) -> Result<HttpResponse, AppError> {
    let key = match error {
        BillingError::Changed => Some("credit-error-changed"),
        ref error => error.key(),
    };
    let Some(key) = key else {
        return Err(error.into());
    };
    let field = match error {
        BillingError::MoreThanLine | BillingError::MoreThanOpen | BillingError::NothingToBill => {
            "lines"
        }
        BillingError::InFuture => "refunded_on",
        _ => "form",
    };
    let page = CreditPage {
        form,
        errors: FieldErrors::from([(field, key)]),
        ..credit_page(user, db, id).await?
    };
    match field {
        "form" => conflict(&page),
        _ => unprocessable(&page),
    }
}

async fn credit_page(user: &SignedIn, db: &Db, id: InvoiceId) -> Result<CreditPage, AppError> {
    let (invoice, lines) = db.run(move |conn| with_rest(conn, id)).await?;
    Ok(CreditPage {
        page: user.page(),
        invoice,
        lines,
        form: CreditForm::default(),
        errors: FieldErrors::default(),
    })
}

/// The lines of which something is left, with how much.
fn with_rest(conn: &mut PgConnection, id: InvoiceId) -> QueryResult<(Invoice, Vec<(Line, i64)>)> {
    let invoice = queries::find_invoice(conn, id)?;
    let mut taken: BTreeMap<i32, i64> = BTreeMap::new();
    for (position, part) in queries::list_taken(conn, id)? {
        *taken.entry(position).or_default() += part.quantity;
    }
    let lines = queries::list_lines(conn, id)?.into_iter();
    let rest = |line: Line| {
        let left = line.quantity - taken.get(&line.position).copied().unwrap_or_default();
        (line, left)
    };
    Ok((
        invoice,
        lines.map(rest).filter(|(_, left)| *left > 0).collect(),
    ))
}
