//! The CRM API's customers, in the names of the billing system's client: `/api/crm/clientes`, one of them, a search by
//! e-mail address, and their `contactos`; `/api/crm/resumen` for the whole business.
//!
//! A customer is written by the same actions as on the pages. Unlike there, an e-mail address and a tax id belong to one
//! customer: whoever else sends one is refused. A tax id whose check digit is wrong is kept as it was given, as imports
//! do.

mod actions;
mod fields;
mod handlers;
mod payload;
mod points;
mod queries;
mod related;
mod summary;

use actix_web::web;
use utoipa::OpenApi;

use crate::web::api::not_found;

pub use related::find_summary;

/// What the clients are told of somebody we do not know.
const NO_CUSTOMER: &str = "api-customer-not-found";
const NO_POINT: &str = "api-point-not-found";

#[derive(OpenApi)]
#[openapi(paths(
    handlers::list,
    handlers::create,
    handlers::find_by_email,
    handlers::show,
    handlers::update,
    handlers::delete,
    points::list,
    points::create,
    points::show,
    points::update,
    points::delete,
    summary::show,
))]
struct Document;

/// What of the OpenAPI document is ours.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/api/crm/resumen").get(summary::show))
        .service(
            web::resource("/api/crm/clientes")
                .get(handlers::list)
                .post(handlers::create),
        )
        .service(
            web::resource("/api/crm/clientes/buscar/email/{email}").get(handlers::find_by_email),
        )
        .service(
            web::resource("/api/crm/clientes/{id}")
                .get(handlers::show)
                .put(handlers::update)
                .delete(handlers::delete),
        )
        .service(
            web::resource("/api/crm/clientes/{id}/contactos")
                .get(points::list)
                .post(points::create),
        )
        .service(
            web::resource("/api/crm/clientes/{id}/contactos/{point}")
                .get(points::show)
                .put(points::update)
                .delete(points::delete),
        );
}
