//! What people do with a customer: calls, mails, meetings, notes, tasks, sales, payments. What happened stands on the
//! timeline of the profile; what is still to be done has a day, somebody in charge, and its place on the work list.
//!
//! Table: `activities`. Addresses: `/customers/{id}/activities` and `/activities` to write one, `/activities/new`,
//! `/activities/{id}` to change it, and below that `deletion` with its undo, `restoration`; the list at `/activities` and
//! what can be done there are in `work`, for programs `/api/crm/…` in `api`. Refuses to change what another person wrote, unless it is still to be
//! done or was given to whoever asks; an admin may change and delete any.

pub mod actions;
mod api;
mod due;
pub mod erasing;
mod forms;
mod handlers;
mod model;
pub mod queries;
mod views;
pub mod work;

use actix_web::web;

pub use api::openapi;
pub use due::{Due, Standing};
pub use forms::read_day;
pub use model::{Activity, ActivityKind, Entry, NewActivity};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route(
            "/customers/{id}/activities",
            web::post().to(handlers::create_of_customer),
        )
        .service(
            web::resource("/activities")
                .get(work::index)
                .post(handlers::create),
        )
        .route("/activities/new", web::get().to(handlers::new))
        .route("/activities/{id}/edit", web::get().to(handlers::edit))
        .route("/activities/{id}", web::post().to(handlers::update))
        .route(
            "/activities/{id}/deletion",
            web::post().to(handlers::delete),
        )
        .route(
            "/activities/{id}/restoration",
            web::post().to(handlers::restore),
        )
        .configure(work::routes)
        .configure(api::routes);
}
