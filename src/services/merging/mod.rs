//! Entries of the catalogue whose names mean the same become one: "Masaje 50min" and "masaje 50 min".
//!
//! Table: `service_merges`; the rows of the history that move are `history`'s, which lends its hand. Addresses:
//! `/services/merges` with what a rule suggests, `/services/merges/new` with what would move, `/services/merges/{id}/reversal`.
//! The name that loses stays known: a file that has it fills the one that stands for it. Refuses to undo a merge while
//! what it made is itself merged into another.

mod actions;
mod forms;
mod handlers;
mod jobs;
mod model;
mod moves;
mod queries;
mod rule;
mod views;

use actix_web::web;

pub use jobs::register;
pub use model::Merge;
pub use moves::Moves;
pub(super) use queries::list_names;
pub(super) use rule::{Name, alike};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/services/merges")
                .get(handlers::index)
                .post(handlers::merge),
        )
        .route("/services/merges/new", web::get().to(handlers::preview))
        .route(
            "/services/merges/{id}/reversal",
            web::post().to(handlers::undo),
        );
}
