//! What only administrators see: who may sign in.
//!
//! URLs: `/admin/users`. No table of its own: users are written through
//! [`crate::users`], links through [`crate::auth::links`], jobs through [`crate::jobs`]; the audit log is only read.

mod users;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config.configure(users::routes);
}
