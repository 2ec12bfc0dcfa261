//! Whether what lies outside answers: mail, engines, broker, webhooks, and the addresses that others are given.
//!
//! Table: `connection_checks`. URLs: `/admin/connections`, `/admin/connections/{name}/checks`. A check is real, made when
//! a person asks for it, and its outcome is kept; nothing is checked by looking at the page. It refuses to show a
//! password; only the address for Brevo's reports holds its secret, because it is there to be copied.

mod actions;
mod checks;
mod handlers;
mod model;
mod queries;
mod views;

use actix_web::web;

pub use actions::check_all;
pub use checks::{Outside, OutsideData};
pub use model::{Check, Name};
pub use queries::list_checks;
pub use views::is_set_up;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/admin/connections").get(handlers::index))
        .service(web::resource("/admin/connections/{name}/checks").post(handlers::check));
}
