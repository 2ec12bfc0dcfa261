//! The pages of invoices. To see them takes `invoices_read`, to change anything `invoices_write`.

use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::actions::{self, Moment, Numbering};
use super::errors::BillingError;
use super::forms::{Choices, InvoiceErrors, InvoiceForm, ListQuery, Op, PaymentForm, ReasonForm};
use super::model::InvoiceType;
use super::queries::list::Shown;
use super::queries::{self, list};
use super::summary::{self, Badge, Summary};
use super::views::{CustomerContext, FormPage, IndexPage, PickPage, ShowPage};
use crate::auth::SignedIn;
use crate::customers::{self, Filters, ListParams, Picker, Typed, lookup};
use crate::db::Db;
use crate::domain::{Capability, CustomerId, InvoiceId, OpportunityId, Organisation, PaymentId};
use crate::web::spreadsheet::{self, Cell};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, query, redirect_with, unprocessable,
};

/// So many hits are enough to recognise a customer.
const MOST_HITS: usize = 20;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesRead)?;
    let (query, today) = (query.into_inner(), user.today());
    let asked: i64 = query.page.parse().unwrap_or(1);
    let filter = query.filter(today);
    let sees_sums = user.may(Capability::MoneyTotals);
    let (rows, total, number, balances) = db
        .run(move |conn| {
            let total = list::count_listed(conn, &filter)?;
            let last = ((total + list::PAGE - 1) / list::PAGE).clamp(1, list::LAST_PAGE);
            let number = asked.clamp(1, last);
            let rows = list::list_page(conn, &filter, number)?;
            let balances = match sees_sums {
                true => Some(queries::figures::list_open(conn, today)?),
                false => None,
            };
            Ok((rows, total, number, balances))
        })
        .await?;
    let page = user.page();
    let own = page.currency();
    html(&IndexPage {
        rows: rows.iter().map(|row| Summary::of(&page, row)).collect(),
        balances: balances.map(|balances| super::figures::own_first(balances, own)),
        page,
        query,
        number,
        total,
    })
}

/// The list as it is filtered, for a spreadsheet.
pub async fn download(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    asked_for: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::MoneyTotals)?;
    let filter = asked_for.filter(user.today());
    let rows = db
        .run(move |conn| list::list_some(conn, &filter, spreadsheet::ASKED, 0))
        .await?;
    let list = query("/invoices", &asked_for.given());
    let page = user.page();
    let words = (list.as_str(), "export-too-many");
    if let Some(answer) = spreadsheet::refuse_too_many(&page, &keys, rows.len(), words) {
        return Ok(answer);
    }
    let heads = [
        "invoice-number",
        "invoice-type",
        "customer",
        "profile-tax-id",
        "invoice-issued-on",
        "invoice-due-on",
        "status",
        "invoice-net",
        "invoice-taxes",
        "invoice-total",
        "invoice-open",
        "currency",
    ];
    // What is added up is what was issued; who wants the drafts asks for them.
    let wants_drafts = asked_for.shown() == Some(Shown::Draft);
    let rows = rows.iter().filter(|row| wants_drafts || !row.is_draft());
    let cells = rows.map(|row| {
        // Summed, a credit note counts against what it corrects.
        let sign = match row.kind {
            InvoiceType::CreditNote => -1,
            _ => 1,
        };
        let money = |minor: i64| Cell::money(sign * minor, row.currency);
        vec![
            Cell::text(&summary::number(&page, row)),
            Cell::text(&page.t(&format!("invoice-type-{}", row.kind))),
            Cell::text(&row.customer_name),
            Cell::text(&row.customer_tax_id),
            Cell::day(row.issued_on),
            Cell::day(row.due_on),
            Cell::text(&Badge::of(&page, row).text),
            money(row.net),
            money(row.tax),
            money(row.total),
            money(row.open),
            Cell::text(row.currency.code()),
        ]
    });
    let name = format!("{}-{}.csv", page.t("export-invoices"), user.today());
    spreadsheet::answer(&page, &name, &heads, cells)
}

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
    let params = ListParams {
        q: q.clone(),
        ..ListParams::default()
    };
    let filters = Filters::read(params, user.id());
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
