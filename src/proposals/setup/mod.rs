//! How language models are used: budget, prices, voice, and whether they are sent notes and examples.
//!
//! Table: `engine_settings` (one row). URLs: `/settings/proposals`, `/settings/proposals/examples/{id}/deletion`. Which engine is asked stands with the other settings.

pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
mod views;

use actix_web::web;

pub use model::EngineSettings;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/settings/proposals")
            .get(handlers::show)
            .post(handlers::update),
    );
    config.service(
        web::resource("/settings/proposals/examples/{id}/deletion").post(handlers::delete_example),
    );
}
