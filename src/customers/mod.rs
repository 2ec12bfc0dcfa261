//! The customers themselves: who they are, how they are reached and what they agreed to.
//!
//! Tables: `customers`, `consents`. Addresses: `/customers`, `/customers/new`, `/customers/lookup`, `/customers/{id}/edit`; the profile at
//! `/customers/{id}` is `profile`'s. Refuses to show or change a deleted customer.

pub mod actions;
pub mod bulk;
mod filters;
mod forms;
mod handlers;
mod highlight;
pub mod lookup;
mod model;
pub mod queries;
pub mod reading;
mod search;
mod views;

use actix_web::web;

pub use filters::{Filters, ListParams, MINE, SegmentFilter};
pub use lookup::Picker;
pub use model::{
    Channel, Consent, ConsentState, Customer, CustomerChanges, CustomerKind, CustomerStatus,
    NewConsent, NewCustomer, TagList,
};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/customers").get(handlers::index))
        .service(
            web::resource("/customers/new")
                .get(handlers::new)
                .post(handlers::create),
        )
        .route("/customers/lookup", web::get().to(handlers::lookup))
        .service(
            web::resource("/customers/{id}/edit")
                .get(handlers::edit)
                .post(handlers::update),
        );
}
