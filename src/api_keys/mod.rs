//! Keys with which programs call `/api`: made, shown once, scoped and revoked by administrators.
//!
//! Tables: `api_keys`, and `idempotency_keys` with the answers that a repeated request gets again. URLs: `/admin/keys`, `/admin/keys/new`, `/admin/keys/{id}/revocation`. [`guard`] stands before
//! everything under `/api` that is not open, so that an address nobody knows is 401 without a key as well; a handler
//! asks for an [`ApiKey`] and its scope. It refuses to store a key, to show one twice, and to take a session for one.

pub mod actions;
pub mod erasing;
mod forms;
mod guard;
mod handlers;
mod limiter;
mod model;
mod once;
mod presented;
mod queries;
mod views;

use actix_web::web;

pub use guard::{ApiKey, guard};
pub use limiter::Limiter;
pub use model::NewKey;
pub use once::{forget_answers, once};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/admin/keys")
                .get(handlers::index)
                .post(handlers::create),
        )
        .service(web::resource("/admin/keys/new").get(handlers::new))
        .service(web::resource("/admin/keys/{id}/revocation").post(handlers::revoke));
}
