//! The catalogue: what the house offers, under a category and at which price.
//!
//! Tables: `services`, `service_merges`. URLs: `/services`, `/services/new`, `/services/{id}`, `/services/merges` ([`merging`]). An entry comes into being by hand, and when a
//! service under a new name is added or imported, then without a price of its own: the last that was paid stands in until somebody sets one here. Refuses
//! to forget a service that somebody took, and to give by hand a name that differs from another only in accents or case; an
//! import may bring such names, which [`merging`] makes one. Where the last entry of a category goes to another, what asks for it
//! follows ([`followers`]).

pub mod actions;
mod adding;
pub mod bulk;
pub mod undoing;
mod followers;
mod forms;
mod handlers;
pub mod merging;
mod model;
pub mod queries;
mod views;

use actix_web::web;

pub use followers::CategoryFollowers;
pub use forms::{PRICE_MAX, read_label, read_price};
pub use merging::{Merge, Moves, register};
pub use model::Service;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/services", web::get().to(handlers::index))
        .configure(merging::routes)
        .service(
            web::resource("/services/new")
                .get(adding::new)
                .post(adding::create),
        )
        .service(
            web::resource("/services/{id}")
                .get(handlers::edit)
                .post(handlers::update),
        );
}
