//! What the organisation decides for itself: its name and place, how offers are limited, when customers count as good.
//!
//! Table: `settings` (one row). URLs: `/settings`, `/settings/fields` ([`fields`]). The currency is fixed once there are
//! amounts. Other features read the row as [`crate::domain::Organisation`], with the session.

pub mod actions;
pub mod fields;
mod forms;
mod handlers;
mod model;
pub mod queries;
mod views;

use actix_web::web;

pub use actions::APPLY_JOB;
pub use fields::FieldFollowers;
pub use model::{CutMode, Cuts, Demo};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/settings")
                .get(handlers::show)
                .post(handlers::update),
        )
        .configure(fields::routes);
}
