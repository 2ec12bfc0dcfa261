use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::customers::Customer;
use crate::db::schema::{invoice_lines, invoice_series, invoices, payments, refunds, tax_rates};
use crate::domain::{
    Currency, CustomerId, InvoiceId, MessageId, PaymentId, RefundId, SeriesId, TaxRateId, UserId,
};
use crate::messages;
use crate::text_enum;

text_enum! {
    /// What a document is. A rectification takes the place of what it corrects; none is written yet.
    pub enum InvoiceType {
        Invoice = "invoice",
        /// Its amounts are positive and count against the invoice that it corrects.
        CreditNote = "credit_note",
        Rectification = "rectification",
    }
}

text_enum! {
    /// Where an invoice stands. Overdue is none of them: it follows from the due date and today.
    #[derive(Default)]
    pub enum InvoiceState {
        #[default]
        Draft = "draft",
        Issued = "issued",
        PartlyPaid = "partly_paid",
        Paid = "paid",
        /// A credit note took all of it back.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What a series numbers.
    pub enum SeriesKind { Invoice = "invoice", CreditNote = "credit_note" }
}

text_enum! {
    /// How money came in.
    #[derive(Default)]
    pub enum PaymentMethod {
        #[default]
        Transfer = "transfer",
        Card = "card",
        Cash = "cash",
        Check = "check",
        Other = "other",
    }
}

/// An invoice or a credit note without its lines. Amounts are minor units of its currency.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize)]
#[diesel(table_name = invoices)]
pub struct Invoice {
    pub id: InvoiceId,
    pub customer_id: CustomerId,
    #[diesel(column_name = type_)]
    #[serde(rename = "type")]
    pub kind: InvoiceType,
    /// The invoice that a credit note takes back, or a part of it.
    pub corrects_id: Option<InvoiceId>,
    pub series_id: SeriesId,
    /// `None` while it is a draft, and where another system gives the numbers.
    pub number: Option<i64>,
    /// As people read it: `F-17`.
    pub full_number: Option<String>,
    pub issuer_name: String,
    pub issuer_tax_id: String,
    pub issuer_address: String,
    pub state: InvoiceState,
    pub currency: Currency,
    pub issued_at: Option<DateTime<Utc>>,
    /// Of the organisation's zone at that instant.
    pub issue_offset_minutes: Option<i32>,
    pub issued_on: Option<NaiveDate>,
    /// A draft may name one; without, it is the term of the settings.
    pub due_on: Option<NaiveDate>,
    pub net: i64,
    pub tax: i64,
    pub total: i64,
    /// What came in, less what went back with credit notes.
    pub paid: i64,
    pub credited: i64,
    /// What is still owed; nothing on drafts and credit notes.
    pub open: i64,
    /// The day of the payment that settled it.
    pub settled_on: Option<NaiveDate>,
    pub customer_name: String,
    pub customer_tax_id: String,
    pub customer_address: String,
    pub customer_email: String,
    pub notes: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<UserId>,
}

impl Invoice {
    pub fn is_draft(&self) -> bool {
        self.state == InvoiceState::Draft
    }

    /// Whether something is owed and its day has passed.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.open > 0 && self.due_on.is_some_and(|due| due < today)
    }
}

/// A line as it is stored. The quantity is in thousandths, amounts in minor units.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize,
)]
#[diesel(table_name = invoice_lines)]
pub struct Line {
    pub invoice_id: InvoiceId,
    pub position: i32,
    pub description: String,
    pub quantity: i64,
    pub unit_price: i64,
    pub tax_basis_points: i32,
    pub net: i64,
    pub tax: i64,
    pub total: i64,
    /// On a credit note: the line of the invoice that it takes back.
    pub corrects_position: Option<i32>,
}

/// Money that came in for an invoice, or was entered as if.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize)]
#[diesel(table_name = payments)]
pub struct Payment {
    pub id: PaymentId,
    pub invoice_id: InvoiceId,
    pub amount: i64,
    pub currency: Currency,
    pub paid_on: NaiveDate,
    pub method: PaymentMethod,
    pub reference: String,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<UserId>,
    /// Since when it does not count.
    pub taken_back_at: Option<DateTime<Utc>>,
    pub taken_back_reason: String,
}

/// Money that went back with a credit note.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize)]
#[diesel(table_name = refunds)]
pub struct Refund {
    pub id: RefundId,
    pub invoice_id: InvoiceId,
    pub credit_note_id: InvoiceId,
    pub amount: i64,
    pub currency: Currency,
    pub refunded_on: NaiveDate,
    pub method: PaymentMethod,
    pub reference: String,
    pub created_by: Option<UserId>,
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = refunds)]
pub(in crate::invoices) struct NewRefund {
    pub invoice_id: InvoiceId,
    pub credit_note_id: InvoiceId,
    pub amount: i64,
    pub currency: Currency,
    pub refunded_on: NaiveDate,
    pub method: PaymentMethod,
    pub reference: String,
    pub created_by: Option<UserId>,
}

/// A draft as it is written, and written again.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = invoices, treat_none_as_null = true)]
pub(in crate::invoices) struct NewInvoice {
    pub customer_id: CustomerId,
    #[diesel(column_name = type_)]
    pub kind: InvoiceType,
    pub corrects_id: Option<InvoiceId>,
    pub series_id: SeriesId,
    pub currency: Currency,
    pub due_on: Option<NaiveDate>,
    pub net: i64,
    pub tax: i64,
    pub total: i64,
    pub customer_name: String,
    pub customer_tax_id: String,
    pub customer_address: String,
    pub customer_email: String,
    pub notes: String,
    pub created_by: Option<UserId>,
}

/// The customer as an invoice names them.
#[derive(Debug, Clone, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = invoices)]
pub(in crate::invoices) struct Snapshot {
    pub customer_name: String,
    pub customer_tax_id: String,
    pub customer_address: String,
    pub customer_email: String,
}

impl Snapshot {
    /// Companies are billed under their legal name.
    pub fn of(customer: &Customer) -> Self {
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        let name = customer.legal_name.clone();
        let places = [
            &customer.address,
            &customer.city,
            &customer.region,
            &customer.country,
        ];
        let places: Vec<&str> = places
            .into_iter()
            .flatten()
            .map(|place| place.trim())
            .collect();
        Self {
            customer_name: name
                .filter(|name| !name.trim().is_empty())
                .unwrap_or_else(|| customer.full_name.clone()),
            customer_tax_id: given(&customer.tax_id),
            customer_address: places.join(", "),
            customer_email: given(&customer.email),
        }
    }
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = payments)]
pub(in crate::invoices) struct NewPaymentRow {
    pub invoice_id: InvoiceId,
    pub amount: i64,
    pub currency: Currency,
    pub paid_on: NaiveDate,
    pub method: PaymentMethod,
    pub reference: String,
    pub created_by: Option<UserId>,
}

/// A row of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Deserialize)]
#[diesel(table_name = invoice_series)]
pub struct Series {
    pub id: SeriesId,
    pub code: String,
    pub name: String,
    pub kind: SeriesKind,
    /// Another system gives the numbers.
    pub is_external: bool,
    pub prefix: String,
    pub digits: i32,
    pub next_number: i64,
    pub last_issued_on: Option<NaiveDate>,
    pub active: bool,
    pub version: i32,
}

/// A tax that lines may carry.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Deserialize)]
#[diesel(table_name = tax_rates)]
pub struct TaxRate {
    pub id: TaxRateId,
    pub name: String,
    /// 19 % is 1900.
    pub basis_points: i32,
    pub is_default: bool,
    pub active: bool,
    pub version: i32,
}

/// A mail that carried an invoice, with the state of its message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Delivery {
    pub message_id: MessageId,
    pub recipient: String,
    pub state: messages::State,
    pub queued_at: DateTime<Utc>,
    pub author_id: Option<UserId>,
}
