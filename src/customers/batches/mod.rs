//! One action on many customers: those of a page or all of a list are tagged, given to somebody, deleted, or it is noted
//! what they agreed to; `tags` begins those that rename a tag or take it off everybody.
//!
//! Tables: `customer_batches`, `customer_batch_rows`. Addresses: `/customers/batches/new`, `/customers/batches`,
//! `/customers/batches/{id}`, `/customers/batches/{id}/reversal`. Few are done at once, many by a job in sets, each in a
//! transaction of its own: a killed program goes on where it was. An undo stops what goes on and puts back what was
//! where what the batch wrote still stands. Refuses to note for somebody who refused or withdrew a consent that they gave it,
//! to delete another number of customers than was shown, or to note a consent for them, also where the list changes before the
//! job begins, to change who was erased, to show a batch to others than whoever began it and administrators, and to bring
//! back, by an undo, who was deleted again since, is about to be erased or is known by the same as somebody who was.

mod actions;
mod erasing;
mod followers;
mod forms;
mod handlers;
mod jobs;
mod model;
mod plan;
mod queries;
mod undoing;
mod views;
mod work;

use actix_web::web;

pub use actions::{begin, find_begun};
pub use erasing::erase_batches;
pub use followers::TagFollowers;
pub use forms::{Selection, read_tag};
pub use handlers::path;
pub use jobs::register;
pub use model::{Order, Whom};
pub use plan::Action;
pub use views::back_to;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/customers/batches/new", web::get().to(handlers::new))
        .service(
            web::resource("/customers/batches")
                .get(handlers::index)
                .post(handlers::create),
        )
        .route("/customers/batches/{id}", web::get().to(handlers::show))
        .route(
            "/customers/batches/{id}/reversal",
            web::post().to(handlers::undo),
        );
}
