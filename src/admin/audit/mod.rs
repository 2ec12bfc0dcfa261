//! `/admin/audit`, and `/admin/audit/export` for a spreadsheet: who changed what and when. Nothing here changes or deletes an entry; an export is an entry of its own.
//!
//! Tables read: `audit_log`, `audit_values`, and of the records they speak of the names. Where a person was
//! erased the values are gone and the entry remains.

mod export;
mod forms;
mod handlers;
mod known;
pub mod queries;
mod values;
mod views;

use actix_web::web;

pub use forms::{Filter, Who};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/admin/audit").get(handlers::index))
        .service(web::resource("/admin/audit/export").get(handlers::export));
}
