//! What customers are worth: the RFM scores, the segment that they give, how they move between segments, and where the
//! scores change.
//!
//! Tables, all kept by triggers: `rfm_cells`, `segment_changes` and `segment_flows` (movement by month), `customer_years` and
//! `segment_years` (spend of the last twelve months), `segment_recounts` (who waits for the job); reads
//! `customer_metrics`. Addresses: `/segments` and its `export`, `/segments/movement`, `/segments/thresholds`.
//! Refuses to store a segment of its own: it always follows from the history and the thresholds.

use actix_web::web;

mod export;
pub mod grid;
mod handlers;
mod jobs;
pub mod lift;
mod members;
pub mod movement;
pub mod queries;
pub mod rfm;
pub mod thresholds;
mod views;

pub use grid::{Cell, Grid, Group};
pub use jobs::{recount_waiting, register};
pub use lift::{Lift, Standing, lift};
pub use rfm::{RULES, Rule, Scores, Segment, score, segment};
pub use thresholds::refresh_quantiles;
pub use views::grid_chart;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/segments", web::get().to(handlers::index))
        .route("/segments/export", web::get().to(handlers::export))
        .configure(movement::routes)
        .configure(thresholds::routes);
}
