//! Customers who were deleted: finding them again, and bringing one back.
//!
//! Owns no table. Addresses: `/customers/deleted`, and below `/customers/{id}` `restoration`; what `/customers/{id}` answers for
//! one of them is the profile's, with [`DeletedPage`]. Refuses to bring back who was merged into another (that is undone where
//! it was done), who was erased or is about to be, and who has a tax id that somebody else has by now; asks before
//! two share an e-mail address, and where somebody known by the same was erased.

mod actions;
mod forms;
mod handlers;
mod model;
pub mod queries;
mod views;

use actix_web::web;

pub(super) use actions::restored;
pub use model::Deleted;
pub use views::DeletedPage;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/customers/deleted", web::get().to(handlers::index))
        .route(
            "/customers/{id}/restoration",
            web::post().to(handlers::restore),
        );
}
