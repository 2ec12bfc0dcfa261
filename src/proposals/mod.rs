//! Personal proposals: an engine recommends services to a customer, a person reads, changes and sends them.
//!
//! Tables: `engine_settings` and `proposal_examples` (see `setup` and `voice`), `proposals`, `proposal_items`, `proposal_events`; `engine_odds`, `engine_first_visits`
//! and `engine_state`, which the builtin engine learns anew each day. URLs: `POST /customers/{id}/proposals`,
//! `/proposals`, `/proposals/funnel`, `/proposals/{id}`, `/proposals/{id}/{preview,test,cancellation,delivery,delivery/cancellation}`; for programs
//! `/api/v1/…`, see `api`.
//!
//! It refuses to offer more than the organisation allows, to send what a language model made up, to mail what is not in
//! the catalogue, to write to who has not agreed, and to send a proposal twice.

pub mod actions;
mod addressing;
mod api;
mod asking;
pub mod batch;
mod checked;
mod content;
pub mod engine;
mod forms;
mod funnel;
mod handlers;
mod jobs;
mod mail;
mod model;
mod offers;
pub mod queries;
mod sample;
mod setup;
mod templates;
mod trial;
mod views;
mod voice;

use actix_web::web;
use diesel::{PgConnection, QueryResult};

use crate::domain::CustomerId;

pub use actions::follow_message;
pub use api::openapi;
pub use asking::Engines;
pub use engine::learn::learn;
pub use jobs::{enqueue_learning, register};
pub use model::{Listed, Proposal, State};
pub use views::Panel;

/// A profile has room for so many.
const PANEL_ROWS: i64 = 5;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(setup::routes)
        .configure(offers::routes)
        .configure(templates::routes)
        .route(
            "/customers/{id}/proposals",
            web::post().to(handlers::create),
        )
        .route("/proposals", web::get().to(handlers::index))
        // Before the proposals: it is no number.
        .route("/proposals/funnel", web::get().to(funnel::show))
        .service(
            web::resource("/proposals/{id}")
                .get(handlers::show)
                .post(handlers::update),
        )
        .route("/proposals/{id}/preview", web::get().to(handlers::preview))
        .route("/proposals/{id}/test", web::post().to(handlers::test))
        .route(
            "/proposals/{id}/cancellation",
            web::post().to(handlers::cancel),
        )
        .service(
            web::resource("/proposals/{id}/delivery")
                .get(handlers::confirm_delivery)
                .post(handlers::deliver),
        )
        .route(
            "/proposals/{id}/delivery/cancellation",
            web::post().to(handlers::undo_delivery),
        )
        .configure(api::routes);
}

/// A customer's proposals, for the profile; one statement.
pub fn find_panel(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<Panel> {
    let rows = queries::list_of_customer(conn, customer, PANEL_ROWS)?;
    Ok(Panel { customer, rows })
}
