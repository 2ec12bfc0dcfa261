//! What customers will be worth, how often they come, and whom to call today.
//!
//! Tables: `value_models`, `category_rhythms`, `customer_values` (all three computed anew for each business day), `call_pauses`.
//! Address: `/call-list`, below it `{id}/pauses` and `pauses/{id}/reversal`. BG/NBD says how often somebody will come,
//! Gamma-Gamma what a visit will bring; both are fitted on the whole base or a sample of it. Refuses to tell anything where
//! the base is too small, the fit failed, or no period could be held back to see how far off such a forecast is.

mod actions;
pub mod bg_nbd;
pub mod case;
pub mod erasing;
pub mod fit;
mod forms;
pub mod gamma_gamma;
mod handlers;
mod jobs;
pub mod learn;
mod minimise;
mod model;
mod outlook;
pub mod queries;
pub mod rhythm;
pub mod trial;
mod views;
mod words;
pub mod worth;

use actix_web::web;

pub use jobs::{enqueue_computing, register};
pub use model::{Model, ModelState, Outlook, Past};
pub use outlook::{Forecast, Panel};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/call-list", web::get().to(handlers::index))
        .route("/call-list/{id}/pauses", web::post().to(handlers::note))
        .route(
            "/call-list/pauses/{id}/reversal",
            web::post().to(handlers::take_back),
        );
}
