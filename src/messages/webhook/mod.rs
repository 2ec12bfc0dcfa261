//! What a mail's vendor reports of it: delivered, bounced, complained, opened.
//!
//! Table: `webhook_events`. URLs: `/webhook/brevo/{token}`.
//!
//! A report is stored under its own key and takes effect in the same transaction, so that one that comes twice counts
//! once. The reports are unsigned: the address holds a secret, and without `WEBHOOK_TOKEN` there is no such address.
//! Bodies are deleted after 90 days.

mod actions;
mod handlers;
pub(super) mod queries;

use actix_web::web;

pub use queries::note_event;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/webhook/brevo/{token}").post(handlers::receive));
}
