//! `/`: how the business is doing. Owns no table; every figure comes from the stored totals of `history` and `segments`
//! and leads to the list that it counts. Sums of money show with `money_totals`, the segments grid with `segments`, the
//! pipeline with `opportunities`. Three statements at most, whoever asks.

mod comparison;
mod handlers;
mod queries;
mod steps;
mod views;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/", web::get().to(handlers::index));
}
