//! What people note about a customer: calls, meetings, notes. They appear on the timeline of the profile.
//!
//! Table: `activities`. Addresses: `POST /customers/{id}/activities`, `/activities/{id}/edit`, `POST /activities/{id}`,
//! `POST /activities/{id}/deletion` and its undo, `POST /activities/{id}/restoration`. Refuses to change what another
//! person wrote.

pub mod actions;
mod forms;
mod handlers;
mod model;
pub mod queries;
mod views;

use actix_web::web;

pub use model::{Activity, ActivityKind, NewActivity};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route(
            "/customers/{id}/activities",
            web::post().to(handlers::create),
        )
        .route("/activities/{id}/edit", web::get().to(handlers::edit))
        .route("/activities/{id}", web::post().to(handlers::update))
        .route(
            "/activities/{id}/deletion",
            web::post().to(handlers::delete),
        )
        .route(
            "/activities/{id}/restoration",
            web::post().to(handlers::restore),
        );
}
