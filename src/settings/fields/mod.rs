//! The fields of a customer that the business adds to those that everybody has: "Presión preferida", "Autoriza fotos".
//!
//! Table: `settings`, its column `customer_fields`; what was said is in `customers`. URLs: `/settings/fields`,
//! `/settings/fields/{key}` and below it `position`, `retirement` and its undo `restoration`. Refuses to delete a field, to
//! give its key to another, to change its kind once somebody has a value, and to take away an option that somebody has; one
//! that is called otherwise is so for whoever has it. None of that is done while an import is at work.

mod actions;
mod followers;
mod forms;
mod handlers;
pub mod queries;
mod views;

use actix_web::web;

pub use followers::FieldFollowers;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/settings/fields")
                .get(handlers::index)
                .post(handlers::create),
        )
        .service(
            web::resource("/settings/fields/{key}")
                .get(handlers::edit)
                .post(handlers::update),
        )
        .route(
            "/settings/fields/{key}/position",
            web::post().to(handlers::move_by_one),
        )
        .route(
            "/settings/fields/{key}/retirement",
            web::post().to(handlers::retire),
        )
        .route(
            "/settings/fields/{key}/restoration",
            web::post().to(handlers::restore),
        );
}
