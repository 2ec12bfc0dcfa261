//! An invoice leaves the house: as a PDF, and by mail to the customer with that PDF.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use anyhow::Context as _;
use askama::Template;
use chrono::Utc;
use diesel::PgConnection;
use serde::Deserialize;

use super::document::Document;
use super::handlers::{address, done, moment, shown_again};
use super::states::Step;
use super::views::ShowPage;
use super::{BillingError, pdf, queries};
use crate::audit::{self, Actor, Change};
use crate::auth::{self, SignedIn};
use crate::config::Config;
use crate::db::Db;
use crate::domain::{Capability, EmailAddress, InvoiceId, Language, Organisation};
use crate::mail::AllowList;
use crate::messages::{self, Frame, NewAttachment, NewMessage, Purpose};
use crate::web::{AppError, FieldErrors, Flash, Form, Keys, i18n, redirect_with, unprocessable};

const TYPE: &str = "application/pdf";

/// The PDF, in the customer's language.
pub async fn show_pdf(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<InvoiceId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesRead)?;
    let id = path.into_inner();
    let (document, language) = db
        .run(move |conn| {
            let document = queries::pages::find_document(conn, id)?;
            let customer = document.invoice.customer_id;
            Ok((document, queries::find_language(conn, customer)?))
        })
        .await?;
    // A draft has no number yet: nobody outside should hold it for an invoice.
    if !document.invoice.allows(Step::Send) {
        return Err(AppError::NotFound);
    }
    let organisation = user.organisation();
    let language = language.unwrap_or(organisation.language);
    let name = pdf::file_name(&document);
    Ok(HttpResponse::Ok()
        .content_type(TYPE)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}\""),
        ))
        .body(pdf::render(&document, language, organisation)))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SendForm {
    recipient: String,
}

/// What becomes of an invoice's mail.
enum Sent {
    OnItsWay,
    /// It waits among the messages until somebody lets it go.
    ToBeHeld,
}

/// Why an invoice is not sent.
enum SendError {
    Billing(BillingError),
    /// The address may not be written to; the key of the reason.
    Recipient(String),
}

impl<E: Into<BillingError>> From<E> for SendError {
    fn from(error: E) -> Self {
        Self::Billing(error.into())
    }
}

impl crate::db::RetryHint for SendError {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::Billing(error) if error.asks_for_retry())
    }
}

pub async fn send(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    config: web::Data<Config>,
    path: web::Path<InvoiceId>,
    Form(form): Form<SendForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::InvoicesWrite)?;
    let id = path.into_inner();
    let Ok(to) = EmailAddress::parse(&form.recipient) else {
        return refuse(&user, &db, id, form, "field-email").await;
    };
    let (actor, organisation) = (user.actor(), moment(&user).organisation);
    let recipient = to.as_str().to_owned();
    let to = recipient.clone();
    let sent = db
        .transaction(move |conn| queue(conn, &actor, &config, &organisation, id, &to))
        .await;
    match sent {
        Ok(Sent::OnItsWay) => Ok(done(&user, &keys, id, "invoice-sent", recipient)),
        Ok(Sent::ToBeHeld) => {
            let text = user.frame().tv("invoice-sent-held", "recipient", recipient);
            Ok(redirect_with(&keys, &address(id), Flash::warn(text)))
        }
        Err(SendError::Recipient(key)) => refuse(&user, &db, id, form, &key).await,
        Err(SendError::Billing(error)) => shown_again(&user, &db, id, error, |_| {}).await,
    }
}

async fn refuse(
    user: &SignedIn,
    db: &Db,
    id: InvoiceId,
    form: SendForm,
    key: &str,
) -> Result<HttpResponse, AppError> {
    let document = db
        .run(move |conn| queries::pages::find_document(conn, id))
        .await?;
    unprocessable(&ShowPage {
        recipient: form.recipient,
        errors: FieldErrors::from([("recipient", key)]),
        ..ShowPage::new(user.page(), document)
    })
}

/// Writes the mail with its PDF, in the customer's language.
fn queue(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    organisation: &Organisation,
    id: InvoiceId,
    recipient: &str,
) -> Result<Sent, SendError> {
    queries::lock_invoice(conn, id)?;
    let document = queries::pages::find_document(conn, id)?;
    let invoice = &document.invoice;
    if !invoice.allows(Step::Send) {
        return Err(BillingError::NotAllowed.into());
    }
    let customer = Some(invoice.customer_id);
    if let Err(reason) = messages::check_recipient(conn, customer, recipient, Purpose::Service)? {
        return Err(SendError::Recipient(reason.key()));
    }
    let language = queries::find_language(conn, invoice.customer_id)?;
    let language = language.unwrap_or(organisation.language);
    let letter = letter(conn, &document, language)?;
    let message = NewMessage {
        customer_id: customer,
        purpose: Purpose::Service,
        kind: "invoice",
        recipient: recipient.to_owned(),
        recipient_name: invoice.customer_name.clone(),
        subject: letter.subject,
        html: letter.html,
        text: letter.text,
        created_by: actor.user_id,
        not_before: Utc::now(),
        unsubscribe: None,
        is_secret: false,
    };
    let file = NewAttachment {
        file_name: pdf::file_name(&document),
        content_type: TYPE,
        content: pdf::render(&document, language, organisation),
    };
    let message = messages::actions::queue_with_files(conn, actor, config, &message, &[file])?;
    queries::insert_delivery(conn, id, message)?;
    let change = Change::new("invoice.sent", "invoice", id)
        .set("recipient", recipient)
        .set("message", message);
    audit::record(conn, actor, &change)?;
    Ok(match will_be_held(conn, config, recipient)? {
        true => Sent::ToBeHeld,
        false => Sent::OnItsWay,
    })
}

/// Whether the mail waits for somebody's release: there is no mail server, or the business is a demo.
fn will_be_held(
    conn: &mut PgConnection,
    config: &Config,
    recipient: &str,
) -> diesel::QueryResult<bool> {
    if config.mail.smtp_url.is_none() {
        return Ok(true);
    }
    let permitted = AllowList::parse(&config.mail.allow_list);
    let is_permitted = permitted.is_ok_and(|list| list.permits(recipient));
    Ok(!is_permitted && auth::queries::find_is_demo(conn)?)
}

#[derive(Template)]
#[template(path = "emails/invoice/mail.html")]
struct MailHtml<'a> {
    mail: &'a Frame,
    title: &'a str,
    paragraphs: &'a [String],
}

#[derive(Template)]
#[template(path = "emails/invoice/mail.txt")]
struct MailText<'a> {
    mail: &'a Frame,
    title: &'a str,
    paragraphs: &'a [String],
}

struct Letter {
    subject: String,
    html: String,
    text: String,
}

fn letter(
    conn: &mut PgConnection,
    document: &Document,
    language: Language,
) -> Result<Letter, AppError> {
    let invoice = &document.invoice;
    let frame = Frame::load(conn, Some(language))?;
    let why = frame.t_org("mail-why-customer");
    let frame = frame.with_why(why);
    let locale = &frame.organisation.locale;
    let money = |minor| locale.money(minor, invoice.currency);
    let number = invoice.full_number.clone().unwrap_or_default();
    let text = |key: &str, name: &'static str, value: String| {
        i18n::text(language, key, &[(name, value.into())])
    };
    let is_note = invoice.corrects_id.is_some();
    let (title, line) = match is_note {
        true => ("invoice-title-credit-note", "invoice-mail-credit-note"),
        false => ("invoice-title", "invoice-mail-text"),
    };
    let title = text(title, "number", number);
    let mut paragraphs = vec![text(line, "total", money(invoice.total))];
    if let Some(due) = invoice.due_on.filter(|_| invoice.open > 0) {
        let due = locale.date(due);
        let open = money(invoice.open);
        let arguments = [("open", open.into()), ("due", due.into())];
        paragraphs.push(i18n::text(language, "invoice-mail-due", &arguments));
    }
    let subject = format!("{title} · {}", frame.organisation.name);
    let frame = frame.with_preheader(paragraphs[0].clone());
    let (mail, paragraphs) = (&frame, paragraphs.as_slice());
    let title = title.as_str();
    let html = MailHtml {
        mail,
        title,
        paragraphs,
    };
    let plain = MailText {
        mail,
        title,
        paragraphs,
    };
    Ok(Letter {
        html: html.render().context("Failed to render a mail")?,
        text: plain.render().context("Failed to render a mail")?,
        subject,
    })
}
