//! Where the scores change: typed by a person, or quantiles of the customers with history, computed anew each month. Who
//! would change their segment is shown before anything is saved.
//!
//! Addresses: `/segments/thresholds`, and below it the `customers` of a step and their `export`. The settings keep the cuts;
//! the job of the settings scores everybody by them.

mod actions;
mod forms;
mod handlers;
pub mod quantiles;
pub mod queries;
mod views;

use actix_web::web;

pub use actions::refresh_quantiles;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/segments/thresholds")
                .get(handlers::show)
                .post(handlers::update),
        )
        .route(
            "/segments/thresholds/customers",
            web::get().to(handlers::customers),
        )
        .route(
            "/segments/thresholds/customers/export",
            web::get().to(handlers::export_customers),
        );
}
