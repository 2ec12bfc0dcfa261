//! Every address, by feature.

use actix_web::dev::RequestHead;
use actix_web::http::header;
use actix_web::{HttpResponse, guard, web};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{docs, old_addresses};
use crate::db::{self, Db};
use crate::web::{AppError, serve_static};
use crate::{
    activities, admin, api_keys, auth, campaigns, connections, customers, dashboard, doctor,
    duplicates, history, invoices, messages, metrics, opportunities, privacy, profile, proposals,
    reports, search, segments, services, settings, value, webhooks,
};

const SERVICE: &str = "Vínculo";
const VERSION: &str = env!("CARGO_PKG_VERSION");

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/")
                .guard(guard::fn_guard(|request| !asks_for_page(request.head())))
                .get(status),
        )
        .route("/health", web::get().to(health))
        .service(web::resource("/api/version").get(version))
        .service(web::resource("/openapi.json").get(docs::document))
        .service(web::resource("/docs{path:.*}").get(docs::page))
        .route("/static/{path:.*}", web::get().to(serve_static))
        .configure(auth::routes)
        .configure(messages::routes)
        .configure(settings::routes)
        .configure(api_keys::routes)
        .configure(customers::routes)
        .configure(services::routes)
        .configure(segments::routes)
        .configure(search::routes)
        .configure(proposals::routes)
        .configure(campaigns::routes)
        .configure(webhooks::routes)
        .configure(connections::routes)
        .configure(doctor::routes)
        .configure(metrics::routes)
        .configure(duplicates::routes)
        .configure(invoices::routes)
        .configure(admin::routes)
        .configure(activities::routes)
        .configure(opportunities::routes)
        .configure(value::routes)
        .configure(history::routes)
        .configure(privacy::routes)
        .configure(reports::routes)
        .configure(profile::routes)
        .configure(dashboard::routes)
        .route(
            "/ventas/crm{rest:.*}",
            web::get().to(old_addresses::lead_on),
        );
}

/// A browser names HTML among what it takes; a request for a part of a page comes from a page of ours.
fn asks_for_page(request: &RequestHead) -> bool {
    let accept = request.headers().get(header::ACCEPT);
    let names_html = accept
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    names_html || request.headers().contains_key("HX-Request")
}

/// The start page as programs see it.
async fn status() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok", "service": SERVICE, "version": VERSION }))
}

/// The program and its version.
#[derive(Serialize, ToSchema)]
struct Version {
    service: &'static str,
    version: &'static str,
}

/// The program and its version; without a key
#[utoipa::path(
    get, path = "/api/version", tag = "servicio", operation_id = "version", security(()),
    responses((status = 200, body = Version)),
)]
pub async fn version() -> HttpResponse {
    HttpResponse::Ok().json(Version {
        service: SERVICE,
        version: VERSION,
    })
}

/// Says whether the program can do its work; without a session, without figures.
async fn health(db: web::Data<Db>) -> HttpResponse {
    let told = |status: &str| json!({ "status": status, "service": SERVICE, "version": VERSION });
    match db.run(db::ping).await {
        Ok(()) => HttpResponse::Ok().json(told("healthy")),
        Err(_) => HttpResponse::ServiceUnavailable().json(told("unavailable")),
    }
}

/// What no route knows.
pub async fn not_found() -> Result<HttpResponse, AppError> {
    Err(AppError::NotFound)
}
