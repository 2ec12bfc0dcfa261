//! What is offered to each segment: the discount, its limit under the organisation's own, its words, and for how long.
//!
//! Table: `segment_offers`. URL: `/settings/offers`. Every engine keeps to it, and so do the edits of people.

mod forms;
mod handlers;
mod model;
pub mod queries;
mod views;

use actix_web::web;

pub use model::{Limits, Terms};

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/settings/offers")
            .get(handlers::show)
            .post(handlers::update),
    );
}
