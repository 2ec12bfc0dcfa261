//! What only administrators see: who may sign in, what the queue is doing, who changed what.
//!
//! URLs: `/admin/users`, `/admin/jobs`, `/admin/audit`. No table of its own: users are written through
//! [`crate::users`], links through [`crate::auth::links`], jobs through [`crate::jobs`]; the audit log is only read.

pub mod audit;
mod jobs;
mod users;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(users::routes)
        .configure(jobs::routes)
        .configure(audit::routes);
}
