//! How customers moved between segments, month by month, by the whole history at today's thresholds.
//! Addresses: `/segments/movement`, and below it `export` and the `customers` of a step with their own `export`.

pub mod flows;
mod handlers;
pub mod queries;
mod views;

use actix_web::web;

pub use flows::{Month, Step};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/segments/movement", web::get().to(handlers::index))
        .route("/segments/movement/export", web::get().to(handlers::export))
        .route(
            "/segments/movement/customers",
            web::get().to(handlers::customers),
        )
        .route(
            "/segments/movement/customers/export",
            web::get().to(handlers::export_customers),
        );
}
