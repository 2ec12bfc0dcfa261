//! Reports: what came in and when, by which services, from whom; each as a table, a chart and a file.
//!
//! Addresses: `/reports` and its `export`. Tables: none of its own; reads the stored totals (`service_days`,
//! `service_months`) and `cohort_months`, which the triggers of the history keep. Refuses to read the history
//! itself, and to count what is dated after the business day. Visits (distinct days of each customer) are kept by month alone:
//! the report by month has them where its period is of whole months, those by category, service, season and weekday have not.

mod chart;
mod cohorts;
mod forms;
mod handlers;
pub mod queries;
mod tables;
mod views;

use actix_web::web;

pub use cohorts::{Cohort, Monthly};
pub use forms::By;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/reports", web::get().to(handlers::show))
        .route("/reports/export", web::get().to(handlers::export));
}
