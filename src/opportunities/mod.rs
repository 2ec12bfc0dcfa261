//! What may be sold, from the first contact until it is won or lost: a board by stage, a list, a forecast by month, and a
//! page for each with the stages that it came to.
//!
//! Tables: `opportunities`, `opportunity_stages`. Addresses: `/opportunities` (the board), `/opportunities/list`,
//! `/opportunities/forecast`, `/opportunities/new`, `/opportunities/{id}` and below it `edit`, `stage`, `loss`, `deletion`
//! with its undo, `restoration`; `/proposals/{id}/opportunities` and `/activities/{id}/opportunities` make one
//! in one click; for programs `/api/crm/…`, see `api`. It refuses to add up currencies, to count a sale as lost on a page without its reason, and to make two
//! of one proposal.

pub mod actions;
mod api;
pub mod erasing;
mod forecast;
mod forms;
mod handlers;
mod model;
mod moves;
mod panel;
mod pipeline;
pub mod queries;
mod views;

use actix_web::web;

pub use api::openapi;
pub use forms::card::{Place, Target};
pub use model::{Ending, Entry, LostReason, Opportunity, Pipeline, Stage};
pub use moves::move_opportunities;
pub use panel::PipelinePanel;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/opportunities")
                .get(handlers::board)
                .post(handlers::create),
        )
        .route("/opportunities/list", web::get().to(handlers::list))
        .route("/opportunities/forecast", web::get().to(handlers::forecast))
        .route("/opportunities/new", web::get().to(handlers::new))
        .service(
            web::resource("/opportunities/{id}")
                .get(handlers::show)
                .post(handlers::update),
        )
        .route("/opportunities/{id}/edit", web::get().to(handlers::edit))
        .route(
            "/opportunities/{id}/stage",
            web::post().to(handlers::change_stage),
        )
        .service(
            web::resource("/opportunities/{id}/loss")
                .get(handlers::show_loss)
                .post(handlers::lose),
        )
        .route(
            "/opportunities/{id}/deletion",
            web::post().to(handlers::delete),
        )
        .route(
            "/opportunities/{id}/restoration",
            web::post().to(handlers::restore),
        )
        .route(
            "/proposals/{id}/opportunities",
            web::post().to(handlers::create_of_proposal),
        )
        .route(
            "/activities/{id}/opportunities",
            web::post().to(handlers::create_of_activity),
        )
        .configure(api::routes);
}
