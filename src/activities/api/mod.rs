//! The CRM API's activities, in the names of the billing system's client: `/api/crm/clientes/{id}/actividades`.
//!
//! What a client calls not completed is on the work list, due on its date; whom it names as responsible gets it, where
//! that is one of our own people by name or e-mail address, else it is everybody's.

mod fields;
mod handlers;
mod payload;

use actix_web::web;
use utoipa::OpenApi;

use crate::web::api::not_found;

const NO_CUSTOMER: &str = "api-customer-not-found";
const NO_ACTIVITY: &str = "api-activity-not-found";

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
            web::resource("/api/crm/clientes/{id}/actividades")
                .get(handlers::list)
                .post(handlers::create),
        )
        .service(
            web::resource("/api/crm/clientes/{id}/actividades/{activity}")
                .get(handlers::show)
                .put(handlers::update)
                .delete(handlers::delete),
        );
}
