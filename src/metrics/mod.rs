//! Figures for Prometheus: requests, the queue, the pool, and what waits for the outside. No person's data.
//!
//! No table of its own. URL: `/metrics`, with the token of `VINCULO_METRICS`; without that variable it refuses to be
//! there. A token and no port of its own, because the figures are those of the process that serves, wherever its proxy
//! is; those of queue and deliveries come from the database and hold for all processes.

mod handlers;
mod meters;
mod queries;

use actix_web::web;

pub use meters::{Meters, counted};

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/metrics").get(handlers::show));
}
