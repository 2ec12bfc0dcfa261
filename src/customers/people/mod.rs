//! The people of a company: whom to ask for there.
//!
//! Table: `contacts`. Addresses: `/customers/{id}/people` and below it `new`, `{contact}/edit`, `{contact}`,
//! `{contact}/deletion` with its undo, `{contact}/restoration`.

pub mod actions;
mod forms;
mod handlers;
pub mod model;
pub mod queries;
mod views;

use actix_web::web;

/// More belong in customers of their own.
const MOST_PEOPLE: i64 = 200;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/customers/{id}/people", web::post().to(handlers::create))
        .route("/customers/{id}/people/new", web::get().to(handlers::new))
        .route(
            "/customers/{id}/people/{contact}/edit",
            web::get().to(handlers::edit),
        )
        .route(
            "/customers/{id}/people/{contact}",
            web::post().to(handlers::update),
        )
        .route(
            "/customers/{id}/people/{contact}/deletion",
            web::post().to(handlers::delete),
        )
        .route(
            "/customers/{id}/people/{contact}/restoration",
            web::post().to(handlers::restore),
        );
}
