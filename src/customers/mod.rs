//! The customers themselves: who they are, how they are reached and what they agreed to.
//!
//! Tables: `customers`, `consents`, `contact_points`, `contacts`. Addresses: `/customers`, `/customers/new`,
//! `/customers/lookup`, `/customers/{id}/edit`, below `/customers/{id}` also `channels` ([`points`]) and [`people`], and for
//! programs `/api/crm/clientes` ([`api`]); the profile at `/customers/{id}` is `profile`'s. Refuses to show or change a deleted
//! customer.

pub mod actions;
mod api;
pub mod bulk;
pub mod undoing;
mod filters;
mod forms;
mod handlers;
mod highlight;
pub mod lookup;
mod model;
pub mod people;
pub mod points;
pub mod queries;
pub mod reading;
mod search;
pub mod similarity;
mod views;

use actix_web::web;

pub use api::{find_summary, openapi};
pub use filters::{Filters, ListParams, MINE, SegmentFilter};
pub use lookup::Picker;
pub use model::{
    Channel, Consent, ConsentState, Customer, CustomerChanges, CustomerKind, CustomerStatus,
    NewConsent, NewCustomer, TagList,
};
pub use search::Typed;

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
        )
        .configure(points::routes)
        .configure(people::routes)
        .configure(api::routes);
}
