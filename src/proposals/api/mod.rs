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
use diesel::Connection as _;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use self::actions::Sent;
use self::parameters::{Batch, check_tenant, customer_id};
use self::payload::Told;
use crate::api_keys::{ApiKey, once};
use crate::config::Config;
use crate::db::{self, Db};
use crate::domain::{Language, Scope};
use crate::web::api::document::{Common, Detalle, OnceKey, Wrong};
use crate::web::api::{Answer, ApiError};
use crate::web::{AppError, i18n};

/// Of the protocol, which has had one.
const VERSION: &str = "1.0.0";
/// What the old clients are told of somebody we do not know.
const NO_CUSTOMER: &str = "api-customer-not-found";

#[derive(OpenApi)]
#[openapi(paths(health, show, send, batch))]
struct Document;

/// What of the OpenAPI document is ours.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Whether a proposal is on its way.
#[derive(Serialize, ToSchema)]
struct Envio {
    success: bool,
    message: String,
    email_sent_to: Option<String>,
}

/// The proposals of many customers.
#[derive(Serialize, ToSchema)]
struct Lote {
    total_generated: usize,
    proposals: Vec<Told>,
}

#[derive(Serialize, ToSchema)]
struct Salud {
    status: &'static str,
    version: &'static str,
}

pub fn routes(config: &mut web::ServiceConfig) {
    // Resources, so that another method is 405 and not 404.
    config
        .service(web::resource("/api/v1/health").get(health))
        .service(web::resource("/api/v1/{tenant}/proposals/customer/{id}").get(show))
        .service(web::resource("/api/v1/{tenant}/proposals/send/{id}").post(send))
        .service(web::resource("/api/v1/{tenant}/proposals/batch").post(batch));
}

/// Whether the service can do its work; without a key
#[utoipa::path(
    get, path = "/api/v1/health", tag = "propuestas", operation_id = "salud", security(()),
    responses((status = 200, body = Salud), (status = 503, body = Detalle)),
)]
async fn health(db: web::Data<Db>) -> Result<HttpResponse, ApiError> {
    db.run(db::ping).await?;
    Ok(HttpResponse::Ok().json(Salud {
        status: "healthy",
        version: VERSION,
    }))
}

/// The proposal of a customer: the stored one while it is fresh, else a new one that is not stored
#[utoipa::path(
    get, path = "/api/v1/{tenant}/proposals/customer/{id}", tag = "propuestas", operation_id = "leer_propuesta",
    params(
        ("tenant" = String, Path),
        ("id" = String, Path, description = "`cli_7` or `7`"),
    ),
    responses(
        Common,
        Wrong,
        (status = 200, body = Told),
        (status = 404, body = Detalle),
        (status = 409, body = Detalle, description = "The customer is blocked"),
    ),
)]
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

/// Sends a customer's proposal; `success` says whether it is on its way, `message` why not
#[utoipa::path(
    post, path = "/api/v1/{tenant}/proposals/send/{id}", tag = "propuestas", operation_id = "enviar_propuesta",
    params(
        ("tenant" = String, Path),
        ("id" = String, Path, description = "`cli_7` or `7`"),
        OnceKey,
    ),
    responses(Common, Wrong, (status = 200, body = Envio), (status = 404, body = Detalle)),
)]
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
    // The body says nothing; two requests differ in their address alone.
    once(&db, &key, &request, &[], move |conn| {
        // A refusal is an answer too, and leaves nothing behind.
        told(conn.transaction(|conn| actions::send(conn, &actor, &settings, id)))
    })
    .await
}

fn told(sent: Result<Sent, ApiError>) -> Result<Answer, ApiError> {
    let (is_on_its_way, text, address) = match sent.map_err(of_customer) {
        Ok(Sent::Queued(address)) => (true, "api-proposal-queued".to_owned(), Some(address)),
        Ok(Sent::Not(key)) => (false, key, None),
        // The old clients know a refusal by its body.
        Err(ApiError::App(AppError::Conflict(key))) => (false, key.to_owned(), None),
        Err(error) => return Err(error),
    };
    Answer::ok(&Envio {
        success: is_on_its_way,
        message: i18n::text(Language::Es, &text, &[]),
        email_sent_to: address,
    })
}

/// The proposals of many customers, who spent most first; nothing is stored, so that asking again is no matter
#[utoipa::path(
    post, path = "/api/v1/{tenant}/proposals/batch", tag = "propuestas", operation_id = "leer_propuestas",
    params(
        ("tenant" = String, Path),
        ("segment" = Option<String>, Query),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 500),
    ),
    responses(Common, Wrong, (status = 200, body = Lote), (status = 404, body = Detalle)),
)]
async fn batch(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::ProposalsRead)?;
    check_tenant(&request, &config, &path)?;
    let chosen = Batch::read(request.query_string())?;
    let actor = key.actor();
    let told = db
        .transaction::<_, ApiError, _>(move |conn| actions::read_many(conn, &actor, chosen))
        .await?;
    Ok(HttpResponse::Ok().json(Lote {
        total_generated: told.len(),
        proposals: told,
    }))
}

fn of_customer(error: ApiError) -> ApiError {
    match error {
        ApiError::App(AppError::NotFound) => ApiError::NoSuch(NO_CUSTOMER),
        other => other,
    }
}
