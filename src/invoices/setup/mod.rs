//! Who issues the invoices, in which series and with which taxes, at `/settings/billing` and below it `series` and `taxes`.
//! Refuses to move the next number of a series that was used: numbers have no gaps.

mod actions;
mod forms;
mod handlers;
mod views;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/settings/billing")
                .get(handlers::show)
                .post(handlers::update),
        )
        .route(
            "/settings/billing/series",
            web::post().to(handlers::add_series),
        )
        .service(
            web::resource("/settings/billing/series/{id}")
                .get(handlers::edit_series)
                .post(handlers::update_series),
        )
        .route("/settings/billing/taxes", web::post().to(handlers::add_tax))
        .service(
            web::resource("/settings/billing/taxes/{id}")
                .get(handlers::edit_tax)
                .post(handlers::update_tax),
        );
}
