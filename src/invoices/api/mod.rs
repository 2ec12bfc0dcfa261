//! The billing API, in the names of the billing system's client: `/api/facturas`, one of them with its `estado` and its
//! `pagos`, and `/api/dashboard/resumen`. It uses the same actions as the pages.
//!
//! An invoice is issued when it is sent, unless it is to be a draft. Without `numero` it gets the next of our own series; a
//! `numero` is taken in a series that another system numbers. A price is without tax, and a line without `iva` carries
//! none: a program that says nothing of taxes gets the total that it reckons with.

mod actions;
mod fields;
mod handlers;
mod payload;
mod summary;

use actix_web::web;
use utoipa::OpenApi;

/// What the clients are told of an invoice that we do not have.
const NO_INVOICE: &str = "api-invoice-not-found";

#[derive(OpenApi)]
#[openapi(paths(
    handlers::create,
    handlers::show,
    handlers::change_state,
    handlers::pay,
    summary::show,
))]
struct Document;

/// What of the OpenAPI document is ours.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/api/facturas").post(handlers::create))
        .service(web::resource("/api/facturas/{id}").get(handlers::show))
        .service(web::resource("/api/facturas/{id}/estado").put(handlers::change_state))
        .service(web::resource("/api/facturas/{id}/pagos").post(handlers::pay))
        .service(web::resource("/api/dashboard/resumen").get(summary::show));
}
