//! The proposals API, as the spa's first proposals server spoke it: `/api/v1/health`,
//! `/api/v1/{tenant}/proposals/{customer/{id},send/{id},batch}`.
//!
//! A customer's proposal is the stored one while it is fresh and its offer holds, else what the builtin engine writes at
//! once: no model is asked within a request. Sending stores it and goes the way of the page's button, with the same
//! refusals. Reading stores nothing.

mod actions;
mod current;
mod parameters;
mod payload;
mod queries;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use self::actions::Sent;
use self::parameters::{BatchQuery, check_tenant, customer_id};
use crate::api_keys::ApiKey;
use crate::config::Config;
use crate::db::{self, Db};
use crate::domain::{Language, Scope};
use crate::web::api::ApiError;
use crate::web::{AppError, i18n};

/// Of the protocol, which has had one.
const VERSION: &str = "1.0.0";
/// What the old clients are told of somebody we do not know.
const NO_CUSTOMER: &str = "api-customer-not-found";

pub fn routes(config: &mut web::ServiceConfig) {
    // Resources, so that another method is 405 and not 404.
    config
        .service(web::resource("/api/v1/health").get(health))
        .service(web::resource("/api/v1/{tenant}/proposals/customer/{id}").get(show))
        .service(web::resource("/api/v1/{tenant}/proposals/send/{id}").post(send))
        .service(web::resource("/api/v1/{tenant}/proposals/batch").post(batch));
}

async fn health(db: web::Data<Db>) -> Result<HttpResponse, ApiError> {
    db.run(db::ping).await?;
    Ok(HttpResponse::Ok().json(json!({ "status": "healthy", "version": VERSION })))
}

async fn show(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::ProposalsRead)?;
    let (tenant, id) = path.into_inner();
    check_tenant(&request, &config, &tenant)?;
    let id = customer_id(&id)?;
    let found = db
        .transaction::<_, ApiError, _>(move |conn| actions::read(conn, id))
        .await;
    Ok(HttpResponse::Ok().json(found.map_err(of_customer)?))
}

async fn send(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::ProposalsSend)?;
    let (tenant, id) = path.into_inner();
    check_tenant(&request, &config, &tenant)?;
    let id = customer_id(&id)?;
    let (actor, settings) = (key.actor(), config.clone());
    let sent = db
        .transaction::<_, ApiError, _>(move |conn| actions::send(conn, &actor, &settings, id))
        .await;
    let (is_on_its_way, text, address) = match sent.map_err(of_customer) {
        Ok(Sent::Queued(address)) => (true, "api-proposal-queued".to_owned(), Some(address)),
        Ok(Sent::Not(key)) => (false, key, None),
        // The old clients know a refusal by its body.
        Err(ApiError::App(AppError::Conflict(key))) => (false, key.to_owned(), None),
        Err(error) => return Err(error),
    };
    Ok(HttpResponse::Ok().json(json!({
        "success": is_on_its_way,
        "message": i18n::text(Language::Es, &text, &[]),
        "email_sent_to": address,
    })))
}

async fn batch(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<String>,
    query: web::Query<BatchQuery>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::ProposalsRead)?;
    check_tenant(&request, &config, &path)?;
    let chosen = query.parse()?;
    let actor = key.actor();
    let told = db
        .transaction::<_, ApiError, _>(move |conn| actions::read_many(conn, &actor, chosen))
        .await?;
    Ok(HttpResponse::Ok().json(json!({ "total_generated": told.len(), "proposals": told })))
}

fn of_customer(error: ApiError) -> ApiError {
    match error {
        ApiError::App(AppError::NotFound) => ApiError::NoSuch(NO_CUSTOMER),
        other => other,
    }
}
