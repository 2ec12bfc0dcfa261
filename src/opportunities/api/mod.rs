//! The CRM API's opportunities, in the names of the billing system's client: `/api/crm/clientes/{id}/oportunidades`.
//!
//! Amounts are in the opportunity's currency, which for those that clients make is the organisation's. Unlike the pages, a
//! client may say that one was lost without saying why.

mod fields;
mod handlers;
mod payload;

use actix_web::web;
use utoipa::OpenApi;

use crate::web::api::not_found;

const NO_CUSTOMER: &str = "api-customer-not-found";
const NO_OPPORTUNITY: &str = "api-opportunity-not-found";

#[derive(OpenApi)]
#[openapi(paths(
    handlers::list,
    handlers::create,
    handlers::show,
    handlers::update,
    handlers::delete,
))]
struct Document;

/// What of the OpenAPI document is ours.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/api/crm/clientes/{id}/oportunidades")
                .get(handlers::list)
                .post(handlers::create),
        )
        .service(
            web::resource("/api/crm/clientes/{id}/oportunidades/{opportunity}")
                .get(handlers::show)
                .put(handlers::update)
                .delete(handlers::delete),
        );
}
