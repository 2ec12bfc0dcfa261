//! `/admin/jobs`: what the queue is doing, and what it could not do.
//!
//! A job that works for a record (it delivers a message, makes a proposal) is cancelled and repeated at its record,
//! which knows what that means; here it only links there. [`crate::jobs::cancel`] alone would leave the record waiting
//! for ever: it does not call `on_failed`. What has no record to tell can be cancelled and tried again here.

mod actions;
mod handlers;
mod views;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/admin/jobs").get(handlers::index))
        .service(web::resource("/admin/jobs/{id}/attempts").post(handlers::try_again))
        .service(web::resource("/admin/jobs/{id}/cancellation").post(handlers::cancel));
}
