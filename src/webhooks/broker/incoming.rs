//! What a billing system publishes, as far as it is noted here. Pure.
//!
//! The body is the event itself or `{type, timestamp, data}` around it. It names the invoice (`numero`, of a payment
//! also `factura_numero`), the customer (`cliente_crm_id`, `cliente_cif`, `cliente_email`; one is enough), and where it
//! can the amount (`total`; of a payment `monto`), `moneda`, `fecha` and `metodo`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Map, Value};

use crate::domain::CustomerId;

/// What is read.
pub const ROUTING_KEYS: [&str; 2] = ["factura.creada", "pago.recibido"];

/// Longer is no invoice's number.
const LONGEST_NUMBER: usize = 60;
/// Room for an amount, a currency and a way to pay.
const LONGEST_WORD: usize = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Invoice,
    Payment,
}

/// When it happened, as far as it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Instant(DateTime<Utc>),
    /// In the organisation's zone
    Local(NaiveDateTime),
}

/// What is noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub kind: Kind,
    pub number: String,
    pub customer: Whom,
    /// As it was sent: it is shown and not added up.
    pub amount: Option<String>,
    pub currency: Option<String>,
    pub method: Option<String>,
    pub when: Option<When>,
}

/// By what the customer is found, the surest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whom {
    pub id: Option<CustomerId>,
    pub tax_id: Option<String>,
    pub email: Option<String>,
}

/// Why a message will never be of use. The text names no person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("a message has no message_id")]
    NoMessageId,
    #[error("a message is of a type that is not read")]
    Kind,
    #[error("a message is no JSON object")]
    NotAnObject,
    #[error("a message names no invoice")]
    NoNumber,
    #[error("a message names no customer")]
    NoCustomer,
}

impl Notice {
    pub fn read(routing_key: &str, body: &[u8]) -> Result<Self, Unusable> {
        let value: Value = serde_json::from_slice(body).map_err(|_| Unusable::NotAnObject)?;
        let outer = value.as_object().ok_or(Unusable::NotAnObject)?;
        let data = outer
            .get("data")
            .and_then(Value::as_object)
            .unwrap_or(outer);
        let kind = match routing_key {
            "factura.creada" => Kind::Invoice,
            "pago.recibido" => Kind::Payment,
            _ => return Err(Unusable::Kind),
        };
        let number = first(data, &["factura_numero", "numero"], LONGEST_NUMBER);
        let amount = match kind {
            Kind::Invoice => first(data, &["total"], LONGEST_WORD),
            Kind::Payment => first(data, &["monto"], LONGEST_WORD),
        };
        Ok(Self {
            kind,
            number: number.ok_or(Unusable::NoNumber)?,
            customer: Whom::read(data).ok_or(Unusable::NoCustomer)?,
            amount,
            currency: first(data, &["moneda"], LONGEST_WORD),
            method: first(data, &["metodo"], LONGEST_WORD),
            when: when(data).or_else(|| when_of(outer.get("timestamp"))),
        })
    }

    /// As the billing API notes it.
    pub fn title(&self) -> String {
        match self.kind {
            Kind::Invoice => format!("Factura #{}", self.number),
            Kind::Payment => format!("Pago recibido - Factura #{}", self.number),
        }
    }

    /// Amount, currency and way to pay, as far as they were sent.
    pub fn details(&self) -> String {
        let words = [&self.amount, &self.currency, &self.method];
        let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
        words.join(" ")
    }
}

impl Whom {
    fn read(data: &Map<String, Value>) -> Option<Self> {
        const LONGEST: usize = 254;
        let id = first(data, &["cliente_crm_id", "cliente_id"], LONGEST);
        let whom = Self {
            id: id.as_deref().and_then(customer_id),
            tax_id: first(data, &["cliente_cif", "cliente_cif_nif"], LONGEST),
            email: first(data, &["cliente_email"], LONGEST),
        };
        // An id of another system's is at least something: perhaps the customer is yet to come.
        (id.is_some() || whom.tax_id.is_some() || whom.email.is_some()).then_some(whom)
    }
}

/// `cli_7` or `7`
fn customer_id(text: &str) -> Option<CustomerId> {
    let digits = text.strip_prefix("cli_").unwrap_or(text);
    digits.parse().ok()
}

/// The first of the fields that says something: a text, or a number as it was written.
fn first(data: &Map<String, Value>, names: &[&str], longest: usize) -> Option<String> {
    let mut words = names.iter().filter_map(|name| match data.get(*name)? {
        Value::String(text) => Some(text.trim().replace('\0', "")),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    words.find(|text| !text.is_empty() && text.chars().count() <= longest)
}

fn when(data: &Map<String, Value>) -> Option<When> {
    when_of(data.get("fecha"))
}

fn when_of(value: Option<&Value>) -> Option<When> {
    let text = value?.as_str()?.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(When::Instant(at.to_utc()));
    }
    let local = text.parse::<NaiveDateTime>().ok();
    let noon = || {
        let date: NaiveDate = text.parse().ok()?;
        date.and_hms_opt(12, 0, 0)
    };
    local.or_else(noon).map(When::Local)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(key: &str, body: Value) -> Result<Notice, Unusable> {
        Notice::read(key, body.to_string().as_bytes())
    }

    #[test]
    fn an_invoice_is_noted_as_the_billing_api_notes_it() {
        let notice = read(
            "factura.creada",
            json!({ "numero": "FAC-2025-001", "total": 119000, "moneda": "CLP", "cliente_crm_id": "cli_7" }),
        );
        let notice = notice.unwrap();
        assert_eq!(notice.title(), "Factura #FAC-2025-001");
        assert_eq!(notice.details(), "119000 CLP");
        assert_eq!(notice.customer.id, Some(CustomerId::from(7)));
    }

    #[test]
    fn a_payment_is_read_with_an_envelope_too() {
        let notice = read(
            "pago.recibido",
            json!({ "type": "pago.recibido", "timestamp": "2026-01-01T11:00:00Z", "data": {
                "factura_numero": 17, "monto": "12.50", "metodo": "tarjeta", "cliente_cif": "B12345678" } }),
        );
        let notice = notice.unwrap();
        assert_eq!(notice.title(), "Pago recibido - Factura #17");
        assert_eq!(notice.details(), "12.50 tarjeta");
        let at = "2026-01-01T11:00:00Z".parse().unwrap();
        assert_eq!(notice.when, Some(When::Instant(at)));
    }

    #[test]
    fn a_date_alone_is_the_organisations_day() {
        let noon: NaiveDateTime = "2026-01-01T12:00:00".parse().unwrap();
        assert_eq!(when_of(Some(&json!("2026-01-01"))), Some(When::Local(noon)));
        let local = "2026-01-01T09:30:00".parse().unwrap();
        assert_eq!(
            when_of(Some(&json!("2026-01-01T09:30:00"))),
            Some(When::Local(local))
        );
        assert_eq!(when_of(Some(&json!("ayer"))), None);
    }

    #[test]
    fn what_can_never_be_noted_is_told_apart() {
        let whole = json!({ "numero": "1", "cliente_email": "a@b.example" });
        assert_eq!(read("factura.anulada", whole), Err(Unusable::Kind));
        let cases = [
            (json!([]), Unusable::NotAnObject),
            (
                json!({ "cliente_email": "a@b.example" }),
                Unusable::NoNumber,
            ),
            (
                json!({ "numero": " ", "cliente_email": "a@b.example" }),
                Unusable::NoNumber,
            ),
            (json!({ "numero": "1" }), Unusable::NoCustomer),
        ];
        for (body, reason) in cases {
            assert_eq!(read("factura.creada", body), Err(reason));
        }
        assert_eq!(
            Notice::read("factura.creada", b"\xff{"),
            Err(Unusable::NotAnObject)
        );
    }

    proptest! {
        #[test]
        fn no_message_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Notice::read("pago.recibido", &body);
        }
    }
}
