//! Everything sent or held: the row of a message, its delivery by the queue, its page, and how a recipient leaves the
//! list and is let back in.
//!
//! Tables: `messages`, `message_attempts`, `message_attachments`, `suppressions`, `message_preferences`, `unsubscribe_reasons`; those of `tracking` and `webhook`. URLs: `/messages`, `/messages/{id}`,
//! `/messages/{id}/{preview,release,discard,resolution}`, `/messages/releases`, `/messages/suppressions`,
//! `/messages/suppressions/{id}/deletion`, `/u/{token}`.
//!
//! A message is written by [`actions::queue`] in the transaction of the change that causes it; the job carries it out.
//! It refuses to send anything twice by itself: an attempt is a row before it is made, `handed_over_at` is stored
//! before the first byte of the message leaves, and an attempt that ended between there and the server's answer is
//! `uncertain` until a person decides. It refuses to write to who has not agreed ([`check_recipient`]), asked before a
//! message is queued and again at each attempt.

pub mod actions;
mod delivery;
mod eligibility;
mod frame;
mod handlers;
mod jobs;
mod listeners;
mod model;
mod one_click;
mod post_office;
pub mod queries;
pub mod service;
mod suppressions;
mod tracking;
mod unsubscribe;
mod views;
mod webhook;

use actix_web::web;

pub use delivery::{check_recipient, is_paused};
pub use eligibility::{Contact, CustomerFacts, Facts as RecipientFacts, address_key, judge};
pub use frame::Frame;
pub use jobs::register;
pub use listeners::{ConsentChange, Listeners};
pub use model::{
    Attempt, AttemptOutcome, Frequency, LeaveReason, Message, NewAttachment, NewMessage, Purpose,
    Reason, State, SuppressionReason, UnsubscribeToken,
};
pub use post_office::PostOffice;
pub use suppressions::link_to as link_to_suppressions;
pub use tracking::{By, EventKind, Told, Trace, list_traces};
pub use unsubscribe::HOW as UNSUBSCRIBE_LINK;
pub use views::opens_for;
pub use webhook::note_event;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/messages").get(handlers::index))
        .service(web::resource("/messages/releases").post(handlers::release_all))
        // Before the messages: it is no number.
        .service(web::resource("/messages/suppressions").get(suppressions::index))
        .service(web::resource("/messages/suppressions/{id}/deletion").post(suppressions::lift))
        .service(web::resource("/messages/{id}").get(handlers::show))
        .service(web::resource("/messages/{id}/preview").get(handlers::preview))
        .service(web::resource("/messages/{id}/release").post(handlers::release))
        .service(web::resource("/messages/{id}/discard").post(handlers::discard))
        .service(web::resource("/messages/{id}/resolution").post(handlers::resolve))
        .service(
            web::resource("/u/{token}")
                .get(unsubscribe::show)
                .route(web::head().to(unsubscribe::show))
                .post(unsubscribe::decide),
        )
        .configure(tracking::routes)
        .configure(webhook::routes);
}
