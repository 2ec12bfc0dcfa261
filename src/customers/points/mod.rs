//! Further channels of a customer beside the e-mail address and phone on their own row: addresses, numbers, places.
//!
//! Table: `contact_points`. Addresses: `/customers/{id}/channels` and below it `new`, `{point}/edit`, `{point}`,
//! `{point}/deletion` with its undo, `{point}/restoration`; programs have `/api/crm/clientes/{id}/contactos`. Refuses a
//! second primary channel of a kind.

pub mod actions;
mod forms;
mod handlers;
pub mod model;
pub mod queries;
mod views;

use actix_web::web;

/// Nobody has so many; more would make a page slow.
const MOST_POINTS: i64 = 50;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/customers/{id}/channels", web::post().to(handlers::create))
        .route("/customers/{id}/channels/new", web::get().to(handlers::new))
        .route(
            "/customers/{id}/channels/{point}/edit",
            web::get().to(handlers::edit),
        )
        .route(
            "/customers/{id}/channels/{point}",
            web::post().to(handlers::update),
        )
        .route(
            "/customers/{id}/channels/{point}/deletion",
            web::post().to(handlers::delete),
        )
        .route(
            "/customers/{id}/channels/{point}/restoration",
            web::post().to(handlers::restore),
        );
}
