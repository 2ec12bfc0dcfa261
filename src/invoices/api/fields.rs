//! What the clients send, read field by field. Pure.

use chrono::NaiveDate;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::{Currency, CustomerId, EmailAddress, Organisation, read_public_id};
use crate::invoices::actions::{DraftLine, NewPayment};
use crate::invoices::model::PaymentMethod;
use crate::invoices::numbers;
use crate::web::api::document::{words, words_or_null};
use crate::web::api::values::{MOST_MINOR, Read, Words, day, decimal, email, money, text};
use crate::web::api::{ApiError, Fault, JsonBody, Reader};

const MOST_LINES: usize = 100;
const DESCRIPTION: usize = 300;
const NAME: usize = 200;
const NOTES: usize = 2_000;
/// A million of something, in thousandths.
const MOST_QUANTITY: i64 = 1_000_000_000;

/// Where an invoice can stand, as clients say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estado {
    Borrador,
    Emitida,
    Parcial,
    Pagada,
    Vencida,
    Anulada,
}

pub const ESTADOS: Words<Estado> = Words(&[
    ("borrador", Estado::Borrador),
    ("emitida", Estado::Emitida),
    ("parcial", Estado::Parcial),
    ("pagada", Estado::Pagada),
    ("vencida", Estado::Vencida),
    ("anulada", Estado::Anulada),
]);

/// What a new invoice may be.
const FIRST: Words<Estado> = Words(&[("emitida", Estado::Emitida), ("borrador", Estado::Borrador)]);

pub const METHODS: Words<PaymentMethod> = Words(&[
    ("transferencia", PaymentMethod::Transfer),
    ("tarjeta", PaymentMethod::Card),
    ("efectivo", PaymentMethod::Cash),
    ("cheque", PaymentMethod::Check),
    ("otro", PaymentMethod::Other),
]);

fn first_states() -> utoipa::openapi::schema::Object {
    words_or_null(FIRST)
}

fn states() -> utoipa::openapi::schema::Object {
    words(ESTADOS)
}

/// A new invoice
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "says what a body is; it is read field by field")]
pub struct FacturaNueva {
    /// In a series that another system numbers; without it the next of our own
    pub numero: Option<String>,
    /// Of a foreign number the day of issue; our own are issued today
    pub fecha: Option<String>,
    pub fecha_vencimiento: Option<String>,
    /// The organisation's where it is missing
    #[schema(example = "CLP")]
    pub moneda: Option<String>,
    /// `cli_7` or `7`; else the customer is found by tax id, then by e-mail, or made
    #[schema(value_type = Option<String>)]
    pub cliente_crm_id: Option<Value>,
    pub cliente_nombre: Option<String>,
    pub cliente_email: Option<String>,
    pub cliente_cif: Option<String>,
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<ItemNuevo>,
    /// With taxes; one that disagrees with the items is refused
    pub total: Option<f64>,
    pub notas: Option<String>,
    /// `emitida` where it is missing
    #[schema(schema_with = first_states, required = false)]
    pub estado: Option<String>,
}

/// A line
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "says what a body is; it is read field by field")]
pub struct ItemNuevo {
    #[schema(min_length = 1, max_length = 300)]
    pub descripcion: String,
    /// At most three decimals; 1 where it is missing
    #[schema(exclusive_minimum = 0)]
    pub cantidad: Option<f64>,
    /// Of one, without tax
    pub precio: f64,
    /// In per cent; none where it is missing
    #[schema(minimum = 0, maximum = 100)]
    pub iva: Option<f64>,
}

/// The state that an invoice is to have
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "says what a body is; it is read field by field")]
pub struct EstadoNuevo {
    /// Only `emitida`, `pagada` and `anulada` can be asked for; the others follow from payments and dates
    #[schema(schema_with = states, required = true)]
    pub estado: String,
}

/// A payment
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "says what a body is; it is read field by field")]
pub struct PagoNuevo {
    #[schema(exclusive_minimum = 0)]
    pub monto: f64,
    /// Today where it is missing
    pub fecha: Option<String>,
    /// `transferencia`, `tarjeta`, `efectivo`, `cheque`; any other text is kept as the reference
    pub metodo: Option<String>,
    pub referencia: Option<String>,
}

/// Who is billed: known to us by id, or by what is said of them.
#[derive(Debug, Clone, Default)]
pub struct Billed {
    pub id: Option<CustomerId>,
    pub name: Option<String>,
    pub email: Option<EmailAddress>,
    pub tax_id: Option<String>,
}

/// A new invoice, read.
#[derive(Debug, Clone)]
pub struct NewInvoice {
    pub number: Option<String>,
    pub day: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub currency: Currency,
    pub billed: Billed,
    pub lines: Vec<DraftLine>,
    /// What the client makes of it, in minor units.
    pub total: Option<i64>,
    pub notes: String,
    pub is_draft: bool,
}

impl NewInvoice {
    pub fn read(body: &JsonBody, organisation: &Organisation) -> Result<Self, ApiError> {
        let zone = organisation.time_zone;
        let mut reader = Reader::of_body(body);
        let currency = reader
            .optional("moneda", currency)
            .unwrap_or(organisation.currency);
        let number = reader.optional("numero", number);
        let state = reader.optional("estado", FIRST.read());
        let billed = billed(&mut reader);
        let lines = reader.list("items", 1..=MOST_LINES, |item| line(item, currency));
        let new = Self {
            day: reader.optional("fecha", day(zone)),
            due_on: reader.optional("fecha_vencimiento", day(zone)),
            total: reader.optional("total", money(currency)),
            notes: reader
                .optional("notas", text(0..=NOTES))
                .unwrap_or_default(),
            is_draft: state == Some(Estado::Borrador),
            number,
            currency,
            billed,
            lines,
        };
        if new.is_draft && new.number.is_some() {
            reader.refuse("numero", Fault::value("a draft has no number"));
        }
        reader.finish(new)
    }
}

fn billed(reader: &mut Reader) -> Billed {
    let billed = Billed {
        id: reader.optional("cliente_crm_id", customer),
        name: reader.optional("cliente_nombre", text(1..=NAME)),
        email: reader.optional("cliente_email", email),
        tax_id: reader.optional("cliente_cif", text(1..=NAME)),
    };
    let is_nobody = billed.id.is_none() && billed.email.is_none() && billed.tax_id.is_none();
    if is_nobody && billed.name.is_none() && !reader.has("cliente_crm_id") {
        reader.refuse("cliente_crm_id", Fault::missing());
    }
    billed
}

fn line(item: &mut Reader, currency: Currency) -> DraftLine {
    let price = decimal(currency.digits(), -MOST_MINOR..=MOST_MINOR);
    DraftLine {
        description: item.required("descripcion", text(1..=DESCRIPTION)),
        quantity: item
            .optional("cantidad", decimal(3, 1..=MOST_QUANTITY))
            .unwrap_or(crate::invoices::totals::ONE),
        unit_price: item.required("precio", price),
        tax_basis_points: item
            .optional("iva", decimal(2, 0..=10_000))
            .and_then(|points| i32::try_from(points).ok())
            .unwrap_or(0),
    }
}

fn currency(value: &Value) -> Read<Currency> {
    text(3..=3)(value)?
        .parse()
        .map_err(|_| Fault::value("not a currency of ISO 4217"))
}

fn number(value: &Value) -> Read<String> {
    let typed = match value {
        Value::Number(number) => number.to_string(),
        value => text(1..=numbers::LONGEST)(value)?,
    };
    numbers::read_external(&typed)
        .ok_or_else(|| Fault::value("a number is of printable ASCII without \" ' < > ="))
}

fn customer(value: &Value) -> Read<CustomerId> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return Err(Fault::no_text()),
    };
    read_public_id(text.trim()).ok_or_else(|| Fault::value("an id looks like cli_7 or 7"))
}

/// The state that is asked for.
pub fn read_state(body: &JsonBody) -> Result<Estado, ApiError> {
    let mut reader = Reader::of_body(body);
    let state = reader.changed("estado", ESTADOS.read());
    if !reader.has("estado") {
        reader.refuse("estado", Fault::missing());
    }
    reader.finish(state.unwrap_or(Estado::Borrador))
}

/// A payment; an unknown way of paying is kept in words.
pub fn read_payment(
    body: &JsonBody,
    currency: Currency,
    organisation: &Organisation,
    today: NaiveDate,
) -> Result<NewPayment, ApiError> {
    let mut reader = Reader::of_body(body);
    let least_one = decimal(currency.digits(), 1..=MOST_MINOR);
    let amount = reader.required("monto", least_one);
    let paid_on = reader.optional("fecha", day(organisation.time_zone));
    let words = reader.optional("metodo", text(1..=60));
    let reference = reader.optional("referencia", text(1..=60));
    let known = words
        .as_deref()
        .and_then(|words| METHODS.read()(&Value::from(words.to_lowercase())).ok());
    let unknown = words.filter(|_| known.is_none());
    let method = match (known, &unknown) {
        (Some(method), _) => method,
        (None, Some(_)) => PaymentMethod::Other,
        (None, None) => PaymentMethod::default(),
    };
    let parts: Vec<String> = [unknown, reference].into_iter().flatten().collect();
    reader.finish(NewPayment {
        amount,
        paid_on: paid_on.unwrap_or(today),
        method,
        reference: parts.join(" · "),
    })
}
