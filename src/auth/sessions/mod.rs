//! Where a person is signed in: the list of their own sessions, and ending them one by one or all.
//!
//! Table: `sessions` (of `auth`). Addresses: `/account/sessions`, `/account/sessions/deletion`,
//! `/account/sessions/{session}/deletion`. A session is named by the hash that is stored of its token, which signs nobody in;
//! it refuses to name anybody else's.

mod device;
mod handlers;
mod queries;
mod views;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/account/sessions")
                .get(handlers::index)
                .post(handlers::end_others),
        )
        .route(
            "/account/sessions/deletion",
            web::post().to(handlers::end_all),
        )
        .route(
            "/account/sessions/{session}/deletion",
            web::post().to(handlers::end_one),
        );
}
