//! Invoices in the clients' words: the keys are the contract.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::fields::{ESTADOS, Estado, METHODS};
use crate::domain::{CustomerId, InvoiceId, PaymentId, Public, amount};
use crate::invoices::model::{Invoice, InvoiceState, Line, Payment};

/// An invoice with its lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct Factura {
    #[schema(value_type = String, example = "fac_7")]
    pub id: Public<InvoiceId>,
    /// `null` while it is a draft
    pub numero: Option<String>,
    #[schema(value_type = String, example = "cli_1985")]
    pub cliente_crm_id: Public<CustomerId>,
    pub cliente_nombre: String,
    /// The day of issue
    pub fecha: Option<String>,
    pub fecha_vencimiento: Option<String>,
    pub moneda: &'static str,
    pub items: Vec<Item>,
    /// What was paid, in the order in which it was entered
    pub pagos: Vec<PagoDeFactura>,
    #[schema(value_type = f64)]
    pub neto: Number,
    #[schema(value_type = f64)]
    pub impuestos: Number,
    #[schema(value_type = f64)]
    pub total: Number,
    #[schema(value_type = f64)]
    pub pagado: Number,
    /// What is still owed
    #[schema(value_type = f64)]
    pub pendiente: Number,
    /// `borrador`, `emitida`, `parcial`, `pagada`, `vencida` or `anulada`
    pub estado: &'static str,
    pub notas: Option<String>,
}

/// A line.
#[derive(Debug, Serialize, ToSchema)]
pub struct Item {
    pub descripcion: String,
    #[schema(value_type = f64)]
    pub cantidad: Number,
    #[schema(value_type = f64)]
    pub precio: Number,
    /// In per cent
    #[schema(value_type = f64)]
    pub iva: Number,
    /// With tax
    #[schema(value_type = f64)]
    pub total: Number,
}

/// A payment as its invoice tells it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PagoDeFactura {
    #[schema(value_type = String, example = "pag_7")]
    pub id: Public<PaymentId>,
    #[schema(value_type = f64)]
    pub monto: Number,
    pub fecha: String,
    pub metodo: &'static str,
    pub referencia: Option<String>,
    /// It was entered wrong and no longer counts
    pub anulado: bool,
}

impl PagoDeFactura {
    fn of(payment: &Payment) -> Self {
        Self {
            id: Public(payment.id),
            monto: amount::money(payment.amount, payment.currency),
            fecha: payment.paid_on.to_string(),
            metodo: METHODS.of(payment.method),
            referencia: Some(payment.reference.clone()).filter(|text| !text.is_empty()),
            anulado: payment.taken_back_at.is_some(),
        }
    }
}

impl Factura {
    pub fn of(invoice: Invoice, lines: &[Line], payments: &[Payment], today: NaiveDate) -> Self {
        let currency = invoice.currency;
        let money = |minor| amount::money(minor, currency);
        let item = |line: &Line| Item {
            descripcion: line.description.clone(),
            cantidad: amount::number(line.quantity, 3),
            precio: money(line.unit_price),
            iva: amount::number(line.tax_basis_points.into(), 2),
            total: money(line.total),
        };
        Self {
            id: Public(invoice.id),
            estado: ESTADOS.of(state_of(&invoice, today)),
            numero: invoice.full_number,
            cliente_crm_id: Public(invoice.customer_id),
            cliente_nombre: invoice.customer_name,
            fecha: invoice.issued_on.map(|day| day.to_string()),
            fecha_vencimiento: invoice.due_on.map(|day| day.to_string()),
            moneda: currency.code(),
            items: lines.iter().map(item).collect(),
            pagos: payments.iter().map(PagoDeFactura::of).collect(),
            neto: money(invoice.net),
            impuestos: money(invoice.tax),
            total: money(invoice.total),
            pagado: money(invoice.paid),
            pendiente: money(invoice.open),
            notas: Some(invoice.notes).filter(|notes| !notes.is_empty()),
        }
    }
}

/// Where it stands today.
pub fn state_of(invoice: &Invoice, today: NaiveDate) -> Estado {
    if invoice.is_overdue(today) {
        return Estado::Vencida;
    }
    match invoice.state {
        InvoiceState::Draft => Estado::Borrador,
        InvoiceState::Issued => Estado::Emitida,
        InvoiceState::PartlyPaid => Estado::Parcial,
        InvoiceState::Paid => Estado::Pagada,
        InvoiceState::Cancelled => Estado::Anulada,
    }
}

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pago {
    #[schema(value_type = String, example = "pag_7")]
    pub id: Public<PaymentId>,
    #[schema(value_type = String, example = "fac_7")]
    pub factura_id: Public<InvoiceId>,
    pub numero: Option<String>,
    #[schema(value_type = f64)]
    pub monto: Number,
    pub moneda: &'static str,
    pub fecha: String,
    pub metodo: &'static str,
    /// Of the invoice, after it
    #[schema(value_type = f64)]
    pub pagado: Number,
    #[schema(value_type = f64)]
    pub pendiente: Number,
    /// Of the invoice, after it
    pub estado: &'static str,
}

impl Pago {
    pub fn of(payment: &Payment, invoice: Invoice, today: NaiveDate) -> Self {
        let money = |minor| amount::money(minor, payment.currency);
        Self {
            id: Public(payment.id),
            factura_id: Public(invoice.id),
            estado: ESTADOS.of(state_of(&invoice, today)),
            monto: money(payment.amount),
            moneda: payment.currency.code(),
            fecha: payment.paid_on.to_string(),
            metodo: METHODS.of(payment.method),
            pagado: money(invoice.paid),
            pendiente: money(invoice.open),
            numero: invoice.full_number,
        }
    }
}
