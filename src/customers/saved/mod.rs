//! Lists that were saved under a name: filters, columns and order, one's own or for everybody.
//!
//! Tables: `customer_views`, `customer_view_defaults`. Addresses, all by POST: `/customers/views` and below it `{id}`,
//! `{id}/deletion` with its undo `{id}/restoration`, `{id}/default`. Refuses to change or delete what is somebody else's,
//! except to administrators, and to overwrite a query that somebody kept meanwhile.

mod actions;
pub mod erasing;
mod forms;
mod handlers;
pub mod model;
pub mod queries;
pub mod retagging;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/customers/views", web::post().to(handlers::create))
        .route("/customers/views/{id}", web::post().to(handlers::update))
        .route(
            "/customers/views/{id}/deletion",
            web::post().to(handlers::delete),
        )
        .route(
            "/customers/views/{id}/restoration",
            web::post().to(handlers::restore),
        )
        .route(
            "/customers/views/{id}/default",
            web::post().to(handlers::choose),
        );
}
