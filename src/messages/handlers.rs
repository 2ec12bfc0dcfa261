use actix_web::http::header;
use actix_web::{HttpResponse, web};
use diesel::PgConnection;
use serde::Deserialize;

use super::actions::{self, Decided, Resolution};
use super::queries::{self, Reader};
use super::views::{IndexPage, MessagePage, total_of};
use super::{Listeners, Reason, State, tracking};
use crate::audit::Actor;
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::{Capability, MessageId};
use crate::web::{AppError, Flash, Form, Keys, Pages, html, redirect_with};

/// The text of a mail is shown as a mail program shows it, and can do nothing.
const PREVIEW_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox";

#[derive(Deserialize)]
pub struct IndexQuery {
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: String,
}

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<IndexQuery>,
) -> Result<HttpResponse, AppError> {
    let reader = reader(&user)?;
    let state = query.state.parse::<State>().ok();
    let number = query.page.parse().unwrap_or(1);
    let (counts, held, pages, rows) = db
        .run(move |conn| {
            let counts = queries::count_by_state(conn, reader)?;
            let held = match state {
                Some(State::Held) => queries::count_held(conn, reader)?,
                _ => Vec::new(),
            };
            let pages = Pages::new(number, total_of(&counts, state));
            let rows = queries::list_messages(conn, reader, state, pages.offset(), Pages::ROWS)?;
            Ok((counts, held, pages, rows))
        })
        .await?;
    html(&IndexPage {
        page: user.page(),
        state,
        pages,
        counts,
        held,
        rows,
    })
}

#[derive(Deserialize)]
pub struct ReleasesForm {
    #[serde(default)]
    reason: String,
}

/// Releases everything that is held for one reason.
pub async fn release_all(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    listeners: web::Data<Listeners>,
    Form(form): Form<ReleasesForm>,
) -> Result<HttpResponse, AppError> {
    let (reader, actor) = (reader(&user)?, user.actor());
    let reason: Reason = form
        .reason
        .parse()
        .map_err(|_| AppError::Invalid("error-invalid"))?;
    let released = db
        .transaction::<_, AppError, _>(move |conn| {
            Ok(actions::release_all(
                conn, &actor, &listeners, reader, reason,
            )?)
        })
        .await?;
    let text = user.frame().tn("messages-released", released as i64);
    Ok(redirect_with(
        &keys,
        "/messages?state=held",
        Flash::ok(text),
    ))
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<MessageId>,
) -> Result<HttpResponse, AppError> {
    let (reader, id) = (reader(&user)?, path.into_inner());
    let mut details = db
        .run(move |conn| queries::find_details(conn, reader, id))
        .await?;
    let (base, text) = (&config.server.base_url, &details.message.body_text);
    details.message.body_text = tracking::untraced_text(text, base, &details.links);
    html(&MessagePage {
        page: user.page(),
        details,
    })
}

/// With plain links: who looks at a mail here is not its reader.
pub async fn preview(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<MessageId>,
) -> Result<HttpResponse, AppError> {
    let (reader, id) = (reader(&user)?, path.into_inner());
    let (message, links) = db
        .run(move |conn| {
            let message = queries::find_visible(conn, reader, id)?;
            Ok((message, tracking::queries::list_links(conn, id)?))
        })
        .await?;
    if message.is_secret {
        return Err(AppError::NotFound);
    }
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, PREVIEW_POLICY))
        .body(tracking::untraced_html(
            &message.html,
            &config.server.base_url,
            &links,
        )))
}

pub async fn release(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    listeners: web::Data<Listeners>,
    path: web::Path<MessageId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    let (reader, id) = (reader(&user)?, path.into_inner());
    decide(user, &db, &keys, id, move |conn, actor| {
        actions::release(conn, actor, &listeners, reader, id)
    })
    .await
}

pub async fn discard(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    listeners: web::Data<Listeners>,
    path: web::Path<MessageId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    let (reader, id) = (reader(&user)?, path.into_inner());
    decide(user, &db, &keys, id, move |conn, actor| {
        actions::discard(conn, actor, &listeners, reader, id)
    })
    .await
}

#[derive(Deserialize)]
pub struct ResolutionForm {
    choice: Resolution,
}

pub async fn resolve(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    listeners: web::Data<Listeners>,
    path: web::Path<MessageId>,
    Form(form): Form<ResolutionForm>,
) -> Result<HttpResponse, AppError> {
    let (reader, id) = (reader(&user)?, path.into_inner());
    decide(user, &db, &keys, id, move |conn, actor| {
        actions::resolve(conn, actor, &listeners, reader, id, form.choice)
    })
    .await
}

/// Admins decide on every message, sales people on their own; nobody else gets here.
fn reader(user: &SignedIn) -> Result<Reader, AppError> {
    if user.may(Capability::ReleaseAllMessages) {
        return Ok(Reader::All);
    }
    user.require(Capability::ReleaseOwnMessages)?;
    Ok(Reader::Own(user.id()))
}

/// Carries a decision out and shows the message; who comes second sees what the first made of it.
async fn decide<F>(
    user: SignedIn,
    db: &Db,
    keys: &Keys,
    id: MessageId,
    action: F,
) -> Result<HttpResponse, AppError>
where
    F: Fn(&mut PgConnection, &Actor) -> diesel::QueryResult<Decided> + Send + 'static,
{
    let actor = user.actor();
    let decided = db
        .transaction::<_, AppError, _>(move |conn| Ok(action(conn, &actor)?))
        .await?;
    let page = user.frame();
    let state = page.t(&decided.state.key());
    let flash = if decided.changed {
        Flash::ok(page.t(&format!("message-now-{}", decided.state)))
    } else {
        Flash::warn(page.tv("message-already", "state", state))
    };
    Ok(redirect_with(keys, &format!("/messages/{id}"), flash))
}
