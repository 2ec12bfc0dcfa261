//! Who is signed in: sessions, passwords, one-time links, the throttle, and a person's own account page.
//!
//! Tables: `sessions`, `one_time_links`, `sign_in_failures`. URLs: `/login`, `/logout`, `/setup/{token}`,
//! `/link/{token}` (invitation and reset), `/account`, and below it [`sessions`]. There is no default password: the first admin comes through a
//! set-up link that only the operator sees.

mod account;
pub mod actions;
mod context;
mod forms;
mod handlers;
pub mod links;
mod password;
pub mod queries;
mod sessions;
mod views;

use actix_web::web;

pub use context::{Clock, MaybeSignedIn, SignedIn};
pub use forms::PASSWORD_MIN;
pub use password::{hash_password, hash_password_blocking};
pub use views::{countries, currencies, time_zones};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/login")
                .get(handlers::show_login)
                .post(handlers::login),
        )
        .service(web::resource("/logout").post(handlers::logout))
        .service(
            web::resource("/setup/{token}")
                .get(handlers::show_setup)
                .post(handlers::set_up),
        )
        .service(
            web::resource("/link/{token}")
                .get(handlers::show_link)
                .post(handlers::use_link),
        )
        .service(web::resource("/account").get(account::show))
        .service(web::resource("/account/preferences").post(account::update_preferences))
        .service(web::resource("/account/password").post(account::update_password))
        .configure(sessions::routes);
}
