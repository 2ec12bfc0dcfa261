//! What customers are worth: the RFM scores, the segment that they give, and the grid of the segments page.
//!
//! Table: `rfm_cells` (differences by cell, appended by triggers); reads `customer_metrics`. Address: `/segments`.
//! Refuses to store a segment of its own: it always follows from the history and the thresholds.

use actix_web::web;

pub mod grid;
mod handlers;
pub mod queries;
pub mod rfm;
mod views;

pub use grid::{Cell, Grid, Group};
pub use rfm::{RULES, Rule, Scores, Segment, score, segment};
pub use views::grid_chart;

pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/segments", web::get().to(handlers::index));
}
