//! The 360° page: everything about a customer in one place.
//!
//! Owns no table. Address: `/customers/{id}`, below `/customers`. It reads in three statements (the person with all
//! figures, the timeline, and the proposals for who works with them) and refuses to compute a figure of its own: each
//! comes from where it is stored and defined.

mod handlers;
mod lift;
mod model;
pub mod queries;
mod reason;
mod timeline;
mod views;

use actix_web::web;

pub use model::{Person, Profile};

/// After the addresses of `customers`, whose `/customers/new` is more special than `/customers/{id}`.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/customers/{id}", web::get().to(handlers::show));
}
