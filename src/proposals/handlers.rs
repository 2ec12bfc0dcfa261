//! The pages of proposals. Everything here needs the capability `proposals`.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use chrono::Utc;
use diesel::{PgConnection, QueryResult};

use super::actions::{self, Delivery};
use super::checked;
use super::forms::{DeliveryForm, EditForm, ListQuery};
use super::mail::Letter;
use super::model::{Item, Proposal, Shown, State};
use super::queries;
use super::views::{DeliveryPage, Found, IndexPage, ShowPage, last_page};
use super::{offers, templates, trial};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::{Capability, CustomerId, ProposalId};
use crate::messages::{self, Purpose, Reason};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, html, redirect, redirect_with, unprocessable,
};

/// The mail in a frame of our own page, where nothing of it can act.
const PREVIEW_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
                              frame-ancestors 'self'; sandbox";

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let state: Option<State> = query.state.parse().ok();
    let asked: i64 = query.page.parse().unwrap_or(1);
    let (rows, total, number) = db
        .run(move |conn| {
            let total = queries::count_proposals(conn, state)?;
            let number = asked.clamp(1, last_page(total));
            let rows = queries::list_proposals(conn, state, number)?;
            Ok((rows, total, number))
        })
        .await?;
    html(&IndexPage {
        page: user.page(),
        rows,
        state,
        number,
        total,
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<CustomerId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let (actor, by, customer) = (user.actor(), user.id(), path.into_inner());
    let id = db
        .transaction(move |conn| actions::request(conn, &actor, &config, (customer, by)))
        .await?;
    Ok(redirect(&page_of(id)))
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let found = find(&user, &db, &config, path.into_inner()).await?;
    html(&ShowPage::new(user.page(), found, Utc::now()))
}

async fn find(
    user: &SignedIn,
    db: &Db,
    config: &Config,
    id: ProposalId,
) -> Result<Found, AppError> {
    let (shown, listed, obstacle, traces, campaign) = db
        .run(move |conn| {
            let shown = queries::find_shown(conn, id)?;
            let items = queries::list_items_today(conn, id)?;
            let obstacle = obstacle(conn, &shown)?;
            // One or the other: what is sent has no obstacle any more.
            let traces = match &shown.message {
                Some(message) => messages::list_traces(conn, message.id)?,
                None => Vec::new(),
            };
            let campaign = queries::find_campaign(conn, id)?;
            Ok((shown, items, obstacle, traces, campaign))
        })
        .await?;
    let (items, today): (Vec<_>, Vec<_>) = listed.into_iter().unzip();
    let letter = letter(user, config, &shown, &items);
    let text = match shown.proposal.ready_at {
        Some(_) => letter.text()?,
        None => String::new(),
    };
    Ok(Found {
        will_be_held: actions::will_be_held(config, &shown),
        shown,
        items,
        today,
        obstacle,
        traces,
        campaign,
        text,
        problem: letter.problem,
    })
}

/// Why the mail could not be sent, as long as it is to be.
fn obstacle(conn: &mut PgConnection, shown: &Shown) -> QueryResult<Option<Reason>> {
    if shown.proposal.state != State::Ready {
        return Ok(None);
    }
    let customer = Some(shown.proposal.customer_id);
    let address = actions::address(&shown.customer);
    let checked = messages::check_recipient(conn, customer, &address, Purpose::Commercial)?;
    Ok(checked.err())
}

/// As it would be sent, but for the link that leaves the list: that one is made with the message.
fn letter(user: &SignedIn, config: &Config, shown: &Shown, items: &[Item]) -> Letter {
    let unsubscribe = trial::unsubscribe(config);
    Letter::new(shown, items, user.organisation().clone(), unsubscribe)
}

pub async fn preview(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let id = path.into_inner();
    let (shown, items) = find_with_items(&db, id).await?;
    Ok(framed(letter(&user, &config, &shown, &items).html()?))
}

async fn find_with_items(db: &Db, id: ProposalId) -> Result<(Shown, Vec<Item>), AppError> {
    let found = db.run(move |conn| {
        let shown = queries::find_shown(conn, id)?;
        Ok((shown, queries::list_items(conn, id)?))
    });
    Ok(found.await?)
}

/// A mail for a frame of our own page.
pub(super) fn framed(html: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, PREVIEW_POLICY))
        .body(html)
}

/// The mail to whoever looks at it; the proposal and its customer know nothing of it.
pub async fn test(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    keys: web::Data<Keys>,
    path: web::Path<ProposalId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let id = path.into_inner();
    let (shown, items) = find_with_items(&db, id).await?;
    if shown.proposal.ready_at.is_none() {
        return Err(AppError::Conflict("proposal-not-ready"));
    }
    // A mail that must not leave is not read by oneself as if it might.
    if !checked::check(&shown, user.organisation()).is_empty() {
        let blocked = Flash::error(user.frame().t("proposal-test-blocked"));
        return Ok(redirect_with(&keys, &page_of(id), blocked));
    }
    let letter = letter(&user, &config, &shown, &items);
    let flash = templates::handlers::send_test(&user, &db, &config, letter).await?;
    Ok(redirect_with(&keys, &page_of(id), flash))
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    keys: web::Data<Keys>,
    path: web::Path<ProposalId>,
    Form(form): Form<EditForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let id = path.into_inner();
    let (_, limit) = find_with_limit(&user, &db, id).await?;
    let edit = match form.parse(limit, user.today()) {
        Ok(edit) => edit,
        Err(errors) => return typed_again(&user, &db, &config, id, form, errors).await,
    };
    let (actor, version) = (user.actor(), form.version);
    let stored = db
        .transaction(move |conn| actions::edit(conn, &actor, id, version, &edit))
        .await;
    match stored {
        Ok(()) if form.then == "delivery" => Ok(redirect(&format!("{}/delivery", page_of(id)))),
        Ok(()) => {
            let saved = Flash::ok(user.frame().t("changes-saved"));
            Ok(redirect_with(&keys, &page_of(id), saved))
        }
        Err(AppError::Conflict(key)) => conflict(&user, &db, &config, id, form, key).await,
        Err(error) => Err(error),
    }
}

/// A proposal, and the highest discount of an edit: what was allowed when it was written, unless the settings allow less
/// by now.
async fn find_with_limit(
    user: &SignedIn,
    db: &Db,
    id: ProposalId,
) -> Result<(Proposal, i32), AppError> {
    let found = db.run(move |conn| {
        let proposal = queries::find_proposal(conn, id)?;
        let terms = offers::queries::find_terms(conn, proposal.segment)?;
        Ok((proposal, terms))
    });
    let (proposal, terms) = found.await?;
    let limit = proposal.offer_limit_today(user.organisation(), &terms);
    Ok((proposal, limit))
}

/// The page with all that was typed, and what is wrong with it.
async fn typed_again(
    user: &SignedIn,
    db: &Db,
    config: &Config,
    id: ProposalId,
    form: EditForm,
    errors: FieldErrors,
) -> Result<HttpResponse, AppError> {
    let found = find(user, db, config, id).await?;
    let page = ShowPage::with_form(user.page(), found, Utc::now(), form, errors);
    unprocessable(&page)
}

/// Somebody was faster. What was typed stays; saving again goes over the other change, which the page names.
async fn conflict(
    user: &SignedIn,
    db: &Db,
    config: &Config,
    id: ProposalId,
    form: EditForm,
    key: &'static str,
) -> Result<HttpResponse, AppError> {
    let found = find(user, db, config, id).await?;
    if found.shown.proposal.state != State::Ready {
        return Err(AppError::Conflict(key));
    }
    let form = EditForm {
        version: found.shown.proposal.version,
        ..form
    };
    let errors = FieldErrors::from([("form", key)]);
    let page = ShowPage::with_form(user.page(), found, Utc::now(), form, errors);
    let mut response = unprocessable(&page)?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

pub async fn cancel(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<ProposalId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let (actor, id) = (user.actor(), path.into_inner());
    db.transaction::<_, AppError, _>(move |conn| Ok(actions::cancel(conn, &actor, id)?))
        .await?;
    // When it was over already, the page shows what it came to.
    Ok(redirect(&page_of(id)))
}

pub async fn confirm_delivery(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let id = path.into_inner();
    let (shown, obstacle) = db
        .run(move |conn| {
            let shown = queries::find_shown(conn, id)?;
            let obstacle = obstacle(conn, &shown)?;
            Ok((shown, obstacle))
        })
        .await?;
    let is_unfounded = !checked::check(&shown, user.organisation()).is_empty();
    if shown.proposal.state != State::Ready || is_unfounded {
        return Ok(redirect(&page_of(id)));
    }
    html(&DeliveryPage {
        page: user.page(),
        will_be_held: actions::will_be_held(&config, &shown),
        shown,
        obstacle,
    })
}

pub async fn deliver(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    keys: web::Data<Keys>,
    path: web::Path<ProposalId>,
    Form(form): Form<DeliveryForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let id = path.into_inner();
    let typed = form.edited();
    let (proposal, limit) = find_with_limit(&user, &db, id).await?;
    // Without fields beside the button too: since it was written a limit may have sunk and an offer have ended.
    let checked = typed.clone().unwrap_or_else(|| EditForm::of(&proposal));
    let edit = match checked.parse(limit, user.today()) {
        Ok(edit) => typed.is_some().then_some(edit),
        Err(errors) if typed.is_some() || proposal.state == State::Ready => {
            return typed_again(&user, &db, &config, id, checked, errors).await;
        }
        Err(_) => None,
    };
    let (actor, sending, settings) = (user.actor(), form.sending(edit), config.clone());
    let delivered = db
        .transaction(move |conn| actions::deliver(conn, &actor, &settings, id, &sending))
        .await;
    let flash = match delivered {
        Ok(Delivery::Queued) => Flash::ok(user.frame().t("proposal-queued")),
        Ok(Delivery::ToBeHeld) => Flash::warn(user.frame().t("proposal-queued-held")),
        Ok(Delivery::Already) => Flash::warn(user.frame().t("proposal-already-queued")),
        Ok(Delivery::Unfounded) => Flash::error(user.frame().t("proposal-unfounded")),
        Ok(Delivery::Impossible(reason)) => {
            Flash::error(user.frame().t(&format!("proposal-obstacle-{reason}")))
        }
        Err(AppError::Conflict(key)) => {
            return match typed {
                Some(typed) => conflict(&user, &db, &config, id, typed, key).await,
                None => Err(AppError::Conflict(key)),
            };
        }
        Err(error) => return Err(error),
    };
    Ok(redirect_with(&keys, &page_of(id), flash))
}

pub async fn undo_delivery(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<ProposalId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let undone = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::undo_delivery(conn, &actor, id)?))
        .await?;
    let flash = match undone {
        true => Flash::ok(user.frame().t("proposal-undone")),
        false => Flash::warn(user.frame().t("proposal-undo-late")),
    };
    Ok(redirect_with(&keys, &page_of(id), flash))
}

fn page_of(id: ProposalId) -> String {
    format!("/proposals/{id}")
}
