//! The services that customers took, and every figure that is stored about them.
//!
//! Tables: `service_history`, `deleted_history`, `service_merge_rows`; kept by its triggers and never written from here: `customer_metrics`, `service_days`,
//! `service_months`; `business_day`, which says what they hold for. Addresses: `/history`, and below `/customers` the
//! history of one, `/customers/{id}/history`. Refuses to count a row dated after the business day.

mod actions;
pub mod bulk;
pub mod undoing;
mod corrections;
pub mod erasing;
mod form_page;
mod forms;
mod handlers;
pub mod metrics;
mod model;
pub mod queries;
pub mod totals;
mod views;

use actix_web::web;

pub use forms::likely_days;
pub use model::{HistoryChanges, HistoryRow, ListedService, NewHistoryRow};

pub fn routes(config: &mut web::ServiceConfig) {
    let of_customer = web::resource("/customers/{id}/history")
        .get(handlers::of_customer)
        .post(corrections::create);
    config
        .route("/history", web::get().to(handlers::index))
        .service(of_customer)
        .route(
            "/customers/{id}/history/new",
            web::get().to(corrections::new),
        )
        .route("/history/{id}/edit", web::get().to(corrections::edit))
        .route("/history/{id}", web::post().to(corrections::update))
        .route(
            "/history/{id}/deletion",
            web::post().to(corrections::delete),
        )
        .route(
            "/history/{id}/restoration",
            web::post().to(corrections::restore),
        );
}
