//! What may still be changed: a new invoice, and one that is no more than a draft.

use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::{address, moment};
use crate::auth::SignedIn;
use crate::customers::{self, Filters, Picker, Typed, lookup};
use crate::db::Db;
use crate::domain::{Capability, CustomerId, InvoiceId, OpportunityId, Organisation};
use crate::invoices::actions::{self, Numbering};
use crate::invoices::errors::BillingError;
use crate::invoices::forms::{Choices, InvoiceErrors, InvoiceForm, Op};
use crate::invoices::model::InvoiceType;
use crate::invoices::views::{CustomerContext, FormPage, PickPage};
use crate::invoices::{queries, summary};
use crate::web::{AppError, Flash, Form, Keys, conflict, html, redirect_with, unprocessable};

/// So many hits are enough to recognise a customer.
const MOST_HITS: usize = 20;

/// What a new invoice begins with: a customer, a sale, or another invoice.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct NewQuery {
    customer: Option<CustomerId>,
    opportunity: Option<OpportunityId>,
    copy: Option<InvoiceId>,
    q: String,
}

pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<NewQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let query = query.into_inner();
    let organisation = user.organisation().clone();
    let begun = db
        .run(move |conn| begin(conn, &query, &organisation).map(|begun| begun.ok_or(query.q)))
        .await?;
    match begun {
        Ok((form, customer, choices)) => html(&FormPage {
            page: user.page(),
            invoice: None,
            picker: Picker::of(customer.id, customer.name.clone()),
            customer: Some(customer),
            choices,
            form,
            errors: InvoiceErrors::default(),
            is_line_new: false,
        }),
        Err(q) => pick(&user, &db, q).await,
    }
}

type Begun = (InvoiceForm, CustomerContext, Choices);

/// `None` while it is open whom to bill.
fn begin(
    conn: &mut PgConnection,
    query: &NewQuery,
    organisation: &Organisation,
) -> QueryResult<Option<Begun>> {
    let form: Box<dyn FnOnce(&Choices) -> InvoiceForm + '_> =
        match (query.copy, query.opportunity, query.customer) {
            (Some(id), _, _) => {
                let document = queries::pages::find_document(conn, id)?;
                if document.invoice.kind != InvoiceType::Invoice {
                    return Err(diesel::result::Error::NotFound);
                }
                let locale = organisation.locale.clone();
                Box::new(move |choices| {
                    InvoiceForm::like(&document.invoice, &document.lines, choices, &locale)
                })
            }
            (None, Some(id), _) => {
                let sale = queries::find_sale(conn, id)?;
                Box::new(move |choices| InvoiceForm::of_sale(&sale, choices, organisation))
            }
            (None, None, Some(id)) => {
                Box::new(move |choices| InvoiceForm::blank(id, choices, organisation))
            }
            (None, None, None) => return Ok(None),
        };
    let choices = queries::pages::find_choices(conn)?;
    let form = form(&choices);
    let Some(customer) = form.customer else {
        return Ok(None);
    };
    let customer = queries::pages::find_context(conn, customer)?;
    Ok(Some((form, customer, choices)))
}

/// The first step of a new invoice: whom to bill.
async fn pick(user: &SignedIn, db: &Db, q: String) -> Result<HttpResponse, AppError> {
    let filters = Filters::of_words(&q, user.id());
    let rows = db
        .run(move |conn| match &filters.typed {
            Typed::Search(search) => {
                customers::queries::search_customers(conn, &filters, search, 1)
                    .map(|(rows, _)| Some(rows))
            }
            Typed::Nothing | Typed::TooShort => Ok(None),
        })
        .await?;
    html(&PickPage {
        page: user.page(),
        q,
        rows: rows.map(|rows| rows.into_iter().take(MOST_HITS).collect()),
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    store(&user, &db, &keys, None, InvoiceForm::from(pairs)).await
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<InvoiceId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let id = path.into_inner();
    let (document, customer, choices) = db
        .run(move |conn| {
            let document = queries::pages::find_document(conn, id)?;
            let customer = queries::pages::find_context(conn, document.invoice.customer_id)?;
            Ok((document, customer, queries::pages::find_choices(conn)?))
        })
        .await?;
    if !document.invoice.is_draft() {
        return Err(AppError::Conflict("invoice-error-not-allowed"));
    }
    let locale = &user.organisation().locale;
    html(&FormPage {
        page: user.page(),
        form: InvoiceForm::of(&document.invoice, &document.lines, locale),
        invoice: Some(document.invoice),
        picker: Picker::of(customer.id, customer.name.clone()),
        customer: Some(customer),
        choices,
        errors: InvoiceErrors::default(),
        is_line_new: false,
    })
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<InvoiceId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let id = Some(path.into_inner());
    store(&user, &db, &keys, id, InvoiceForm::from(pairs)).await
}

/// Stores what was typed, or shows it again: with another line, or with what is wrong.
async fn store(
    user: &SignedIn,
    db: &Db,
    keys: &Keys,
    id: Option<InvoiceId>,
    mut form: InvoiceForm,
) -> Result<HttpResponse, AppError> {
    let mut page = form_page(user, db, id, &mut form).await?;
    form.rearrange(&page.choices, user.organisation());
    page.form = form.clone();
    page.is_line_new = form.op == Op::AddLine;
    if !matches!(form.op, Op::Save | Op::Issue) {
        return html(&page);
    }
    let draft = match form.read(&page.choices, user.organisation()) {
        Ok(draft) => draft,
        Err(mut errors) => {
            if let Some(key) = page.picker.error() {
                errors.fields.add("customer_name", key);
            }
            page.errors = errors;
            return unprocessable(&page);
        }
    };
    let (actor, moment, op) = (user.actor(), moment(user), form.op);
    let version = form.version;
    let stored = db
        .transaction::<_, BillingError, _>(move |conn| {
            let invoice = match id {
                None => actions::create(conn, &actor, &draft)?,
                Some(id) => actions::update(conn, &actor, id, version, &draft)?,
            };
            match op {
                Op::Issue => {
                    let (id, version) = (invoice.id, invoice.version);
                    actions::require_issuer(conn)?;
                    actions::issue(conn, &actor, id, version, &Numbering::Own, &moment)
                }
                _ => Ok(invoice),
            }
        })
        .await;
    match stored {
        Ok(invoice) => {
            let key = match op {
                Op::Issue => "invoice-issued",
                _ => "invoice-saved",
            };
            let number = summary::number(user.frame(), &invoice);
            let flash = Flash::ok(user.frame().tv(key, "number", number));
            Ok(redirect_with(keys, &address(invoice.id), flash))
        }
        Err(error) => refuse(user, db, id, page, error).await,
    }
}

/// With the customer whom the form names: by id, or the only one whom the typed name means.
async fn form_page(
    user: &SignedIn,
    db: &Db,
    id: Option<InvoiceId>,
    form: &mut InvoiceForm,
) -> Result<FormPage, AppError> {
    if form.op == Op::OtherCustomer {
        form.customer = None;
    }
    let (customer, typed, by) = (form.customer, form.customer_name.clone(), user.id());
    let (invoice, picker, customer, choices) = db
        .run(move |conn| {
            let invoice = match id {
                Some(id) => Some(queries::find_invoice(conn, id)?),
                None => None,
            };
            let picker = match customer {
                Some(_) => Picker::default(),
                None => lookup::pick(conn, "", &typed, by)?,
            };
            let customer = customer.or(picker.chosen.as_ref().map(|chosen| chosen.id));
            let context = match customer {
                Some(id) => Some(queries::pages::find_context(conn, id)?),
                None => None,
            };
            let choices = queries::pages::find_choices(conn)?;
            Ok((invoice, picker, context, choices))
        })
        .await?;
    form.customer = customer.as_ref().map(|customer| customer.id);
    Ok(FormPage {
        page: user.page(),
        invoice,
        picker: match &customer {
            Some(customer) => Picker::of(customer.id, customer.name.clone()),
            None => picker,
        },
        customer,
        choices,
        form: form.clone(),
        errors: InvoiceErrors::default(),
        is_line_new: false,
    })
}

/// The form again. Where somebody else has changed the draft, sending it once more goes over that.
async fn refuse(
    user: &SignedIn,
    db: &Db,
    id: Option<InvoiceId>,
    page: FormPage,
    error: BillingError,
) -> Result<HttpResponse, AppError> {
    let Some(key) = error.key() else {
        return Err(error.into());
    };
    let mut again = page;
    again.errors = InvoiceErrors::of_form(key);
    match error {
        BillingError::Changed => {
            let now = form_page(user, db, id, &mut again.form.clone()).await?;
            again.form.version = now.invoice.as_ref().map_or(0, |invoice| invoice.version);
            again.invoice = now.invoice;
            conflict(&again)
        }
        BillingError::NotAllowed => Err(AppError::Conflict(key)),
        _ => unprocessable(&again),
    }
}
