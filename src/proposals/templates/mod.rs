//! How the mail of a proposal is put together: templates of the organisation's own, for a segment and a language.
//!
//! Tables: `mail_templates`, `mail_template_versions` (never changed). URLs: `/settings/templates`,
//! `/settings/templates/{new,preview}`, `/settings/templates/{id}`, `/settings/templates/{id}/archive`,
//! `/settings/templates/{id}/versions/{number}` with `preview` and `restoration`.
//!
//! A template is a text with variables, conditions and loops (`render`, in minijinja), which gives paragraphs and
//! blocks that the house lays out: no HTML. It is tried with mails of every shape before it is stored (`samples`).
//! Which one a mail is made with is said by the function `mail_template_version` of the database; a mail that was sent
//! keeps its version, and a campaign's mails are made with the versions that there were when it started.
//!
//! It refuses to read what customers, models and staff wrote as anything but data.

mod actions;
mod example;
mod forms;
pub mod handlers;
mod model;
pub mod queries;
pub mod render;
mod samples;
mod scan;
mod views;

use actix_web::web;

pub use model::Template;
pub use render::{Block, Filled, Material, OfferLine, Part, ServiceLine, Source};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/settings/templates")
                .get(handlers::index)
                .post(handlers::create),
        )
        // Before the templates: they are no numbers.
        .route("/settings/templates/new", web::get().to(handlers::new))
        .service(
            web::resource("/settings/templates/preview")
                .get(handlers::preview_blank)
                .post(handlers::preview),
        )
        .service(
            web::resource("/settings/templates/{id}")
                .get(handlers::edit)
                .post(handlers::update),
        )
        .route(
            "/settings/templates/{id}/archive",
            web::post().to(handlers::archive),
        )
        .route(
            "/settings/templates/{id}/versions/{number}",
            web::get().to(handlers::show_version),
        )
        .route(
            "/settings/templates/{id}/versions/{number}/preview",
            web::get().to(handlers::preview_version),
        )
        .route(
            "/settings/templates/{id}/versions/{number}/restoration",
            web::post().to(handlers::restore),
        );
}
