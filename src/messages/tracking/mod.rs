//! What becomes of a mail once it has left: links that lead through the product's own address, the open pixel, and who
//! it was that followed them.
//!
//! Tables: `message_links`, `message_events`. URLs: `/t/{token}`, `/o/{token}.gif`.
//!
//! It is a room of `messages` because a queued mail, its refusal by a server and its unsubscribe page all write here.
//! It refuses to lead anywhere but to what was stored with the mail, to make anybody wait for its bookkeeping, to keep
//! an address or an agent, and to note anything of who does not want it. Opens are shown and prove nothing.

mod handlers;
mod links;
mod model;
pub(super) mod queries;
mod recording;
mod rules;

use actix_web::web;

pub(super) use handlers::note_way_out;
pub(super) use links::{Pair, Traced, trace, untraced_html, untraced_text};
pub use model::{By, EventKind, Told, Trace};
pub(super) use model::{Event, NewLink, Policy};
pub use queries::list_traces;
pub(super) use recording::{Report, Visit, keeps, record, report};
pub(super) use rules::{Agent, Seen};

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/t/{token}")
                .get(handlers::follow)
                .route(web::head().to(handlers::follow)),
        )
        .service(
            web::resource("/o/{token}.gif")
                .get(handlers::pixel)
                .route(web::head().to(handlers::pixel)),
        );
}
