//! Invoices, credit notes and payments, with series of numbers that have no gaps.
//!
//! Tables: `invoices`, `invoice_lines`, `payments`, `invoice_series`, `tax_rates`, `billing_settings`,
//! `invoice_deliveries`. Refuses to change what is issued: it is corrected by a credit note.
//!
//! What others read: `invoices.open` is what is owed (0 on drafts, credit notes and what is settled), overdue is
//! `open > 0` and `due_on` before today, `settled_on` the day that an invoice was fully paid. Invoiced is the total of
//! issued invoices less that of issued credit notes; amounts of different currencies are never added.

mod model;
mod moves;

pub use model::{
    Delivery, Invoice, InvoiceState, InvoiceType, Line, Payment, PaymentMethod, Series, SeriesKind,
    TaxRate,
};
pub use moves::move_invoices;
