//! The tags of all customers: which there are, and how many customers have each. One is renamed, merged into another, or
//! taken off everybody.
//!
//! Tables: none of its own; what is changed is a batch ([`super::batches`]), with its progress and its undo. Addresses:
//! `/customers/tags` and below it `edit`, `names`, `renaming`, `removal`. Refuses to begin a merge that was confirmed as a new
//! name; who gets either name once it is begun is left alone, and the page of the change counts who still has the old one.

mod actions;
mod forms;
mod handlers;
mod model;
mod offered;
mod queries;
mod views;

use actix_web::web;

pub use offered::OfferedTags;
pub use views::edit_of;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/customers/tags", web::get().to(handlers::index))
        .route("/customers/tags/names", web::get().to(handlers::names))
        .route("/customers/tags/edit", web::get().to(handlers::edit))
        .route("/customers/tags/renaming", web::post().to(handlers::rename))
        .route("/customers/tags/removal", web::post().to(handlers::remove));
}
