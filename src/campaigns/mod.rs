//! Campaigns: a proposal for each customer of a segment, some held out, and what that brought in.
//!
//! Tables: `campaigns`, `campaign_members`, `campaign_templates`. URLs: `/campaigns`, `/campaigns/new`, `/campaigns/results`,
//! `/campaigns/{id}`, `/campaigns/{id}/{edit,deletion,start,pause,resumption,cancellation}`,
//! `/campaigns/{id}/{approvals,approvals/all,rejections,examples/{arm},tests/{arm}}`.
//!
//! It refuses to write to who may not be written to or was lately, to start without storing first who is in which arm,
//! to change a plan that has begun, and to send anybody anything twice: one member has one proposal and at most one
//! message.

pub mod actions;
mod approval;
mod assignment;
mod eligibility;
mod forms;
mod handlers;
mod jobs;
mod model;
mod pacing;
pub mod queries;
mod report;
pub mod retagging;
mod uplift;
mod views;

use actix_web::web;

pub use jobs::register;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/campaigns")
                .get(handlers::index)
                .post(handlers::create),
        )
        // Before the campaigns: they are no numbers.
        .service(web::resource("/campaigns/new").get(handlers::new))
        .service(web::resource("/campaigns/results").get(handlers::results))
        .service(web::resource("/campaigns/{id}").get(handlers::show))
        .service(
            web::resource("/campaigns/{id}/edit")
                .get(handlers::edit)
                .post(handlers::update),
        )
        .service(web::resource("/campaigns/{id}/deletion").post(handlers::delete))
        .service(web::resource("/campaigns/{id}/start").post(handlers::start))
        .service(web::resource("/campaigns/{id}/pause").post(handlers::pause))
        .service(web::resource("/campaigns/{id}/resumption").post(handlers::resume))
        .service(web::resource("/campaigns/{id}/cancellation").post(handlers::cancel))
        .service(web::resource("/campaigns/{id}/approvals").post(handlers::approve))
        .service(web::resource("/campaigns/{id}/approvals/all").post(handlers::approve_all))
        .service(web::resource("/campaigns/{id}/rejections").post(handlers::reject))
        .service(web::resource("/campaigns/{id}/examples/{arm}").get(handlers::example))
        .service(web::resource("/campaigns/{id}/tests/{arm}").post(handlers::test));
}
