//! What people note about a customer: calls, meetings, notes. They appear on the timeline of the profile.
//!
//! Table: `activities`. Addresses: `/customers/{id}/activities` to write one, `/activities/{id}` to change it, and below
//! that `deletion` with its undo, `restoration`. Refuses to change what another person wrote.

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
