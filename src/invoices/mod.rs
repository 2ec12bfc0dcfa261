//! Invoices, credit notes and payments, with series of numbers that have no gaps.
//!
//! Addresses: `/invoices`, `/invoices/payments` and an `export` of each, `/invoices/new`, `/invoices/{id}` and below it `edit`, `issuance`, `deletion`, `payments`,
//! `payments/{id}/reversal`, `credit`, `cancellation`, `pdf`, `delivery`; the set-up at `/settings/billing`; for
//! programs `/api/facturas` and `/api/dashboard/resumen`.
//! Tables: `invoices`, `invoice_lines`, `payments`, `refunds`, `invoice_series`, `tax_rates`, `billing_settings`,
//! `invoice_deliveries`. Refuses to change what is issued: it is corrected by a credit note.
//!
//! What others read: `invoices.open` is what is owed (0 on drafts, credit notes and what is settled), overdue is
//! `open > 0` and `due_on` before today, `settled_on` the day that an invoice was fully paid; `paid` is what
//! came in less what went back with credit notes, so `paid + credited <= total`. Invoiced is the total of
//! issued invoices less that of issued credit notes; amounts of different currencies are never added.

pub mod actions;
mod api;
mod credit;
mod delivery;
mod document;
pub mod erasing;
mod errors;
mod figures;
mod forms;
mod handlers;
mod model;
mod moves;
mod numbers;
mod pdf;
mod quantity;
pub mod queries;
mod received;
mod setup;
mod states;
mod summary;
pub mod totals;
mod views;

use actix_web::web;

pub use api::openapi;
pub use errors::BillingError;
pub use figures::BillingPanel;
pub use model::{
    Delivery, Invoice, InvoiceState, InvoiceType, Line, Payment, PaymentMethod, Refund, Series,
    SeriesKind, TaxRate,
};
pub use moves::move_invoices;
pub use states::Step;
pub use summary::Summary;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(setup::routes)
        .configure(api::routes)
        .route("/invoices", web::get().to(handlers::index))
        .service(
            web::resource("/invoices/new")
                .get(handlers::new)
                .post(handlers::create),
        )
        // Before the invoices: they are no numbers.
        .route("/invoices/export", web::get().to(handlers::download))
        .route("/invoices/payments", web::get().to(received::index))
        .route(
            "/invoices/payments/export",
            web::get().to(received::download),
        )
        .service(web::resource("/invoices/{id}").get(handlers::show))
        .service(
            web::resource("/invoices/{id}/edit")
                .get(handlers::edit)
                .post(handlers::update),
        )
        .route("/invoices/{id}/issuance", web::post().to(handlers::issue))
        .route("/invoices/{id}/deletion", web::post().to(handlers::delete))
        .route("/invoices/{id}/payments", web::post().to(handlers::pay))
        .route(
            "/invoices/{id}/payments/{number}/reversal",
            web::post().to(handlers::take_payment_back),
        )
        .service(
            web::resource("/invoices/{id}/credit")
                .get(credit::new)
                .post(credit::create),
        )
        .route("/invoices/{id}/pdf", web::get().to(delivery::show_pdf))
        .route("/invoices/{id}/delivery", web::post().to(delivery::send))
        .route(
            "/invoices/{id}/cancellation",
            web::post().to(handlers::cancel),
        );
}
