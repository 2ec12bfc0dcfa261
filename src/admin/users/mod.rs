//! `/admin/users`: inviting people, what they may do, taking their access away, and giving what they had to do to another.
//!
//! Nobody types a password for somebody else: people get a link that works once, for a day. It refuses to leave the
//! product without an admin, and to let people shut themselves out.

mod actions;
mod forms;
mod handlers;
mod views;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/admin/users")
                .get(handlers::index)
                .post(handlers::create),
        )
        .service(web::resource("/admin/users/new").get(handlers::new))
        .service(
            web::resource("/admin/users/{id}")
                .get(handlers::show)
                .post(handlers::update),
        )
        .service(web::resource("/admin/users/{id}/link").post(handlers::create_link))
        .service(web::resource("/admin/users/{id}/disabling").post(handlers::disable))
        .service(web::resource("/admin/users/{id}/enabling").post(handlers::enable))
        .service(web::resource("/admin/users/{id}/handover").post(handlers::hand_tasks_over));
}
