//! The customers themselves: who they are, how they are reached and what they agreed to.
//!
//! Tables: `customers`, `consents`, `contact_points`, `contacts`, and those of its rooms. Addresses: `/customers`, `/customers/new`,
//! `/customers/lookup`, `/customers/known`, `/customers/export`, `/customers/{id}/edit`, `/customers/{id}/next`,
//! `/customers/{id}/previous`, `/customers/views` ([`saved`]), `/customers/batches` ([`batches`]), `/customers/tags`
//! ([`tags`]), `/customers/deleted` ([`deleted`]), below `/customers/{id}` also `channels` ([`points`]) and [`people`],
//! and for
//! programs `/api/crm/clientes` ([`api`]); the profile at `/customers/{id}` is `profile`'s. Refuses to show or change a deleted
//! customer.

pub mod actions;
mod api;
mod batches;
pub mod bulk;
mod columns;
pub mod deleted;
mod export;
pub mod fields;
pub mod undoing;
mod filters;
mod forms;
mod handlers;
mod highlight;
pub mod lookup;
mod model;
mod params;
pub mod people;
pub mod points;
pub mod queries;
pub mod reading;
pub mod renaming;
mod saved;
mod search;
pub mod similarity;
mod tags;
mod views;

use actix_web::web;

pub use api::{find_summary, openapi};
pub use batches::{TagFollowers, erase_batches, register};
pub use filters::{Filters, MINE, SegmentFilter, narrows, new_with, with_list};
pub use highlight::{Piece, marked_pieces, similar_pieces};
pub use lookup::Picker;
pub use model::{
    Channel, Consent, ConsentState, Customer, CustomerChanges, CustomerKind, CustomerStatus,
    NewConsent, NewCustomer, TagList,
};
pub use saved::erasing::erase_searches;
pub use saved::retagging::{follow_options, follow_part};
pub use search::Typed;
pub use tags::OfferedTags;
pub use views::RowView;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/customers").get(handlers::index))
        .service(
            web::resource("/customers/new")
                .get(handlers::new)
                .post(handlers::create),
        )
        // Before those of one customer: its words stand where an id would.
        .configure(tags::routes)
        .route("/customers/export", web::get().to(export::download))
        .route("/customers/lookup", web::get().to(handlers::lookup))
        .route("/customers/known", web::get().to(handlers::known))
        .route("/customers/{id}/next", web::get().to(handlers::next))
        .route(
            "/customers/{id}/previous",
            web::get().to(handlers::previous),
        )
        .service(
            web::resource("/customers/{id}/edit")
                .get(handlers::edit)
                .post(handlers::update),
        )
        .configure(saved::routes)
        .configure(batches::routes)
        .configure(deleted::routes)
        .configure(points::routes)
        .configure(people::routes)
        .configure(api::routes);
}
