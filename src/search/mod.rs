//! One search over everything: customers, the catalogue, proposals, and the product's own pages.
//!
//! Table: none. Address: `/search`: a page without scripts, the options of a palette (Ctrl+K) with them. What somebody may
//! not open is not found. Refuses to keep what was looked for; what was opened last is remembered by the browser, as ids.

mod forms;
mod handlers;
mod places;
pub mod queries;
mod views;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/search", web::get().to(handlers::index));
}
