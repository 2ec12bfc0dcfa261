//! What one person may ask for: a file with everything that is held of them, and that it be erased.
//!
//! Owns no table. Addresses: below `/customers/{id}` `privacy`, `privacy/file` and `erasure`. [`held`] reads the file out of
//! every table; to erase, a job has each table's owner empty its rows: the app passes them as [`Erasers`], and tests hold both
//! lists against the foreign keys of the database. Whoever was deleted can be asked for too. Services, totals and issued
//! invoices stay. `tombstones` (of `customers`) keep hashes, so that no import, program or form brings the person back, and
//! [`tombstones`] carries those to a copy of the database that is older. Refuses while something is being written or sent to
//! the person and where somebody was merged since it was asked for, and has no undo.

mod actions;
mod erasers;
mod forms;
mod handlers;
mod held;
mod jobs;
mod queries;
pub mod tombstones;
mod views;

use actix_web::web;

pub use erasers::Erasers;
pub use jobs::register;
pub use queries::SECTIONS;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/customers/{id}/privacy", web::get().to(handlers::show))
        .route(
            "/customers/{id}/privacy/file",
            web::get().to(handlers::file),
        )
        .service(
            web::resource("/customers/{id}/erasure")
                .get(handlers::confirm)
                .post(handlers::erase),
        );
}
