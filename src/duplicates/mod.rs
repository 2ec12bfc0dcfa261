//! Customers who are probably one and the same: finding them, joining two into one, and taking that back.
//!
//! Tables: `duplicate_checks`, `duplicate_keys`, `duplicate_pairs`, `customer_merges`. Addresses: `/duplicates`,
//! `/duplicates/new` (which two, where a person knows it), `/duplicates/{a}/{b}`, below that `dismissal` and `reopening`, and `/duplicates/merges/{id}/reversal`.
//!
//! How alike two are is `customers::similarity`'s to say. Refuses to join anybody by itself, to join somebody whose proposal is
//! being written, and to undo a merge on which a later one stands. Every table's rows are moved by its owner: the app passes
//! them as [`Moves`].

mod actions;
mod checking;
pub mod erasing;
mod forms;
mod handlers;
mod jobs;
mod model;
mod moves;
mod own;
mod plan;
pub mod queries;
pub mod renaming;
mod views;

use actix_web::web;

pub use jobs::register;
pub use moves::Moves;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/duplicates", web::get().to(handlers::index))
        .route("/duplicates/new", web::get().to(handlers::pick))
        .route(
            "/duplicates/merges/{id}/reversal",
            web::post().to(handlers::undo),
        )
        .service(
            web::resource("/duplicates/{a}/{b}")
                .get(handlers::compare)
                .post(handlers::merge),
        )
        .route(
            "/duplicates/{a}/{b}/dismissal",
            web::post().to(handlers::dismiss),
        )
        .route(
            "/duplicates/{a}/{b}/reopening",
            web::post().to(handlers::reopen),
        );
}
