//! Where a recipient leaves the list: by a button, or by their mail program's one click. Nobody signs in here and no
//! token of ours guards the form, because mail programs have neither; the link's own secret does.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use diesel::PgConnection;

use super::eligibility::address_key;
use super::listeners::ConsentChange;
use super::model::SuppressionReason;
use super::one_click::{Choice, choice};
use super::queries::{self, Subscription};
use super::tracking::{self, By, EventKind, Report, Told};
use super::views::UnsubscribePage;
use super::{Frequency, LeaveReason, Listeners};
use crate::audit::{self, Actor, Change};
use crate::auth::MaybeSignedIn;
use crate::db::Db;
use crate::web::{AppError, Page, html, trace};

/// How such a consent was given or withdrawn, and who did it in the audit log.
pub const HOW: &str = "unsubscribe_link";

/// Changes nothing: scanners and previews open every link.
pub async fn show(
    request: HttpRequest,
    visitor: MaybeSignedIn,
    db: web::Data<Db>,
    path: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let token = path.into_inner();
    let found = db
        .run(move |conn| queries::find_subscription(conn, &token))
        .await?;
    let found = found.ok_or(AppError::NotFound)?;
    tracking::note_way_out(&request, &db, found.message);
    page(visitor.page, found, false)
}

pub async fn decide(
    request: HttpRequest,
    visitor: MaybeSignedIn,
    db: web::Data<Db>,
    listeners: web::Data<Listeners>,
    path: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, AppError> {
    let (token, asked) = (path.into_inner(), choice(content_type(&request), &body));
    let actor = Actor {
        request_id: Some(trace::request_id(&request)),
        ..Actor::program(HOW)
    };
    let is_saved = matches!(asked, Some(Choice::Prefer(_) | Choice::Explain(..)));
    let after = db
        .transaction::<_, AppError, _>(move |conn| {
            let found = queries::find_subscription(conn, &token)?.ok_or(AppError::NotFound)?;
            let asked = asked.as_ref().ok_or(AppError::Invalid("error-invalid"))?;
            // Two clicks at once must not write two consents.
            queries::lock_message(conn, found.message)?;
            let found = queries::find_subscription(conn, &token)?.ok_or(AppError::NotFound)?;
            match asked {
                Choice::Leave(told) => leave(conn, &actor, &listeners, &found, *told)?,
                Choice::Return => come_back(conn, &actor, &listeners, &found)?,
                Choice::Prefer(frequency) => prefer(conn, &actor, &found, *frequency)?,
                Choice::Explain(reason, note) => explain(conn, &actor, &found, *reason, note)?,
            }
            queries::find_subscription(conn, &token)?.ok_or(AppError::NotFound)
        })
        .await?;
    page(visitor.page, after, is_saved)
}

fn leave(
    conn: &mut PgConnection,
    actor: &Actor,
    listeners: &Listeners,
    found: &Subscription,
    told: Told,
) -> Result<(), AppError> {
    queries::insert_suppression(
        conn,
        &key(found),
        SuppressionReason::Unsubscribed,
        Some(found.message),
    )?;
    if let Some(customer) = found.customer
        && found.withdrawn_by.is_none()
    {
        listeners.tell_consent(conn, customer, ConsentChange::Withdrawn)?;
    } else if found.has_left() {
        return Ok(());
    }
    let left = Report {
        message: found.message,
        kind: EventKind::Unsubscribed,
        at: Utc::now(),
        by: By::Person,
        told,
    };
    tracking::report(conn, left)?;
    note(conn, actor, "customer.unsubscribed", found)
}

/// Only who left by such a link comes back by it: it must not turn a "no" said elsewhere into a "yes".
fn come_back(
    conn: &mut PgConnection,
    actor: &Actor,
    listeners: &Listeners,
    found: &Subscription,
) -> Result<(), AppError> {
    let is_by_link = found.withdrawn_by.as_deref().is_none_or(|how| how == HOW);
    if !found.has_left() || !is_by_link {
        return Ok(());
    }
    queries::delete_unsubscription(conn, &key(found))?;
    if let Some(customer) = found.customer
        && found.withdrawn_by.is_some()
    {
        listeners.tell_consent(conn, customer, ConsentChange::GivenAgain)?;
    }
    note(conn, actor, "customer.resubscribed", found)
}

fn prefer(
    conn: &mut PgConnection,
    actor: &Actor,
    found: &Subscription,
    frequency: Option<Frequency>,
) -> Result<(), AppError> {
    if found.frequency == frequency {
        return Ok(());
    }
    queries::update_frequency(conn, &key(found), found.customer, frequency)?;
    let change = change("customer.frequency_chosen", found);
    let change = change.field("frequency", found.frequency, frequency);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Only who has left says why.
fn explain(
    conn: &mut PgConnection,
    actor: &Actor,
    found: &Subscription,
    reason: LeaveReason,
    note: &str,
) -> Result<(), AppError> {
    if !found.has_left() {
        return Ok(());
    }
    queries::upsert_leave_reason(conn, found.message, reason, note)?;
    let change =
        change("customer.leaving_explained", found).field("reason", found.reason, Some(reason));
    audit::record(conn, actor, &change)?;
    Ok(())
}

fn note(
    conn: &mut PgConnection,
    actor: &Actor,
    action: &'static str,
    found: &Subscription,
) -> Result<(), AppError> {
    audit::record(conn, actor, &change(action, found))?;
    Ok(())
}

fn change(action: &'static str, found: &Subscription) -> Change {
    match found.customer {
        Some(customer) => Change::new(action, "customer", customer),
        None => Change::new(action, "message", found.message),
    }
}

fn key(found: &Subscription) -> String {
    address_key(&found.address).unwrap_or_else(|_| found.address.trim().to_lowercase())
}

fn content_type(request: &HttpRequest) -> &str {
    let header = request.headers().get("content-type");
    header
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// In the customer's language, and as a stranger sees it: whoever holds the link need not be who is signed in.
fn page(page: Page, found: Subscription, is_saved: bool) -> Result<HttpResponse, AppError> {
    let language = found.language.unwrap_or(page.organisation.language);
    html(&UnsubscribePage {
        page: Page {
            language,
            viewer: None,
            banners: Vec::new(),
            flash: None,
            ..page
        },
        address: masked(&found.address),
        has_left: found.has_left(),
        frequency: found.frequency,
        reason: found.reason,
        is_saved,
    })
}

/// `m•••@c•••.cl`: enough to recognise one's own.
fn masked(address: &str) -> String {
    let (local, domain) = address.trim().split_once('@').unwrap_or((address, ""));
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let ending = domain.rsplit_once('.').map_or("", |(_, ending)| ending);
    format!("{}•••@{}•••.{ending}", first(local), first(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked() {
        assert_eq!(masked("maria.lopez@correo.example"), "m•••@c•••.example");
        assert_eq!(masked("ñandú@a.co.uk"), "ñ•••@a•••.uk");
    }
}
