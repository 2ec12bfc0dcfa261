//! Which change becomes which event for the outside, and what is said of it: names and figures, no contact data and no
//! free text. Who wants more reads the record with its own key and its own rights. Pure.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use crate::domain::Currency;
use crate::text_enum;

text_enum! {
    /// What others can subscribe to, by the names they know.
    pub enum WireType {
        CustomerCreated = "cliente.creado",
        CustomerUpdated = "cliente.actualizado",
        CustomerDeleted = "cliente.eliminado",
        CustomerMerged = "cliente.fusionado",
        CustomerUnmerged = "cliente.separado",
        InvoiceIssued = "factura.emitida",
        InvoiceCredited = "factura.abonada",
        InvoiceCancelled = "factura.anulada",
        PaymentReceived = "pago.recibido",
        PaymentTakenBack = "pago.anulado",
        ActivityCreated = "actividad.creada",
        ActivityUpdated = "actividad.actualizada",
        ActivityCompleted = "actividad.completada",
        OpportunityCreated = "oportunidad.creada",
        OpportunityUpdated = "oportunidad.actualizada",
        OpportunityMoved = "oportunidad.movida",
        OpportunityWon = "oportunidad.ganada",
        OpportunityLost = "oportunidad.perdida",
        OpportunityDeleted = "oportunidad.eliminada",
        ProposalSent = "propuesta.enviada",
    }
}

/// The event that a person sends to see whether a receiver answers; nobody subscribes to it.
pub const TEST_TYPE: &str = "prueba.enviada";

text_enum! {
    /// What an event is about, as the audit log names it.
    pub enum Record {
        Customer = "customer",
        Activity = "activity",
        Opportunity = "opportunity",
        Invoice = "invoice",
        Payment = "payment",
        /// A message carries a proposal.
        Message = "message",
    }
}

/// What an action of the audit log is to the outside, and of which kind of record; most are nothing.
pub fn wire_type(action: &str) -> Option<(WireType, Record)> {
    Some(match action {
        "customer.created" => (WireType::CustomerCreated, Record::Customer),
        // Who comes back is there again with everything: whoever reads the record sees it.
        "customer.updated" | "customer.restored" => (WireType::CustomerUpdated, Record::Customer),
        "customer.deleted" | "customer.erased" => (WireType::CustomerDeleted, Record::Customer),
        "customer.merged" => (WireType::CustomerMerged, Record::Customer),
        "customer.unmerged" => (WireType::CustomerUnmerged, Record::Customer),
        "invoice.issued" => (WireType::InvoiceIssued, Record::Invoice),
        "invoice.credited" => (WireType::InvoiceCredited, Record::Invoice),
        "invoice.cancelled" => (WireType::InvoiceCancelled, Record::Invoice),
        "payment.created" => (WireType::PaymentReceived, Record::Payment),
        "payment.taken_back" => (WireType::PaymentTakenBack, Record::Payment),
        "activity.created" => (WireType::ActivityCreated, Record::Activity),
        "activity.updated" | "activity.postponed" | "activity.reopened" | "activity.restored" => {
            (WireType::ActivityUpdated, Record::Activity)
        }
        "activity.completed" => (WireType::ActivityCompleted, Record::Activity),
        "opportunity.created" => (WireType::OpportunityCreated, Record::Opportunity),
        "opportunity.updated" | "opportunity.restored" => {
            (WireType::OpportunityUpdated, Record::Opportunity)
        }
        "opportunity.deleted" => (WireType::OpportunityDeleted, Record::Opportunity),
        "opportunity.moved" => (WireType::OpportunityMoved, Record::Opportunity),
        "opportunity.won" => (WireType::OpportunityWon, Record::Opportunity),
        "opportunity.lost" => (WireType::OpportunityLost, Record::Opportunity),
        // Of other mails nobody outside needs to hear.
        "message.sent" => (WireType::ProposalSent, Record::Message),
        _ => return None,
    })
}

/// What is known of a record when its event is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The number behind its public id; a message's is its proposal's.
    pub id: i64,
    pub customer: i64,
    /// Columns by name.
    pub row: Map<String, Value>,
}

/// The whole body: `{type, timestamp, data}`.
pub fn body(
    kind: WireType,
    record: Record,
    at: DateTime<Utc>,
    facts: &Facts,
    fields: &[&str],
) -> String {
    let mut data = Map::new();
    data.insert("id".into(), public_id(record, facts.id).into());
    data.insert(
        "cliente_id".into(),
        public_id(Record::Customer, facts.customer).into(),
    );
    let fields: Vec<&str> = fields.iter().map(|field| outside_name(field)).collect();
    data.insert("campos".into(), fields.into());
    data.extend(snapshot(record, &facts.row));
    envelope(kind.as_str(), at, data.into())
}

/// An event without a record.
pub fn test_body(at: DateTime<Utc>, endpoint: i64) -> String {
    envelope(TEST_TYPE, at, json!({ "destino": endpoint }))
}

fn envelope(kind: &str, at: DateTime<Utc>, data: Value) -> String {
    let timestamp = at.to_rfc3339_opts(SecondsFormat::Micros, true);
    json!({ "type": kind, "timestamp": timestamp, "data": data }).to_string()
}

fn public_id(record: Record, id: i64) -> String {
    let prefix = match record {
        Record::Customer => "cli",
        Record::Activity => "act",
        Record::Opportunity => "opp",
        Record::Invoice => "fac",
        Record::Payment => "pag",
        Record::Message => "pro",
    };
    format!("{prefix}_{id}")
}

/// The columns that are told, under the names and with the words of the APIs.
fn snapshot(record: Record, row: &Map<String, Value>) -> Map<String, Value> {
    let told: &[(&str, &str)] = match record {
        Record::Customer => &[
            ("kind", "tipo_cliente"),
            ("status", "estado"),
            ("absorbed", "fusionados"),
        ],
        Record::Activity => &[
            ("kind", "tipo"),
            ("occurred_at", "fecha"),
            ("is_done", "completada"),
        ],
        Record::Opportunity => &[
            ("stage", "estado"),
            ("value", "valor_estimado"),
            ("currency", "moneda"),
            ("probability", "probabilidad_cierre"),
            ("expected_close_on", "fecha_cierre_esperada"),
        ],
        Record::Invoice => &[
            ("full_number", "numero"),
            ("state", "estado"),
            ("issued_on", "fecha"),
            ("total", "total"),
            ("paid", "pagado"),
            ("credited", "abonado"),
            ("currency", "moneda"),
        ],
        Record::Payment => &[
            ("invoice_id", "factura_id"),
            ("amount", "monto"),
            ("currency", "moneda"),
            ("paid_on", "fecha"),
            ("method", "metodo"),
        ],
        Record::Message => &[("state", "estado")],
    };
    let currency = row.get("currency").and_then(Value::as_str);
    let currency: Option<Currency> = currency.and_then(|code| code.parse().ok());
    told.iter()
        .filter_map(|(column, name)| {
            let value = row.get(*column)?;
            let value = match (*column, currency) {
                ("value" | "total" | "paid" | "credited" | "amount", Some(currency)) => {
                    amount(value, currency)
                }
                ("invoice_id", _) => invoice_id(value),
                ("absorbed", _) => customer_ids(value),
                _ => in_words(value),
            };
            Some(((*name).to_owned(), value))
        })
        .collect()
}

fn invoice_id(value: &Value) -> Value {
    let id = value.as_i64();
    id.map_or(Value::Null, |id| public_id(Record::Invoice, id).into())
}

fn customer_ids(value: &Value) -> Value {
    let ids = value.as_array().into_iter().flatten();
    ids.filter_map(Value::as_i64)
        .map(|id| public_id(Record::Customer, id))
        .collect()
}

/// Minor units become a number with the currency's decimals, without arithmetic on fractions.
fn amount(minor: &Value, currency: Currency) -> Value {
    let Some(minor) = minor.as_i64() else {
        return Value::Null;
    };
    let unit = currency.unit();
    if unit == 1 {
        return minor.into();
    }
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, part) = (
        minor.unsigned_abs() / unit.unsigned_abs(),
        minor.unsigned_abs() % unit.unsigned_abs(),
    );
    let digits = usize::from(currency.digits());
    serde_json::from_str(&format!("{sign}{whole}.{part:0digits$}")).unwrap_or(Value::Null)
}

/// Our stored words in those of the APIs; other values stay.
fn in_words(value: &Value) -> Value {
    let Some(word) = value.as_str() else {
        return value.clone();
    };
    let outside = match word {
        "person" => "persona",
        "company" => "empresa",
        "prospect" => "prospecto",
        "active" => "activo",
        "inactive" => "inactivo",
        "blocked" => "bloqueado",
        "sale" => "venta",
        "payment" => "pago",
        "call" => "llamada",
        "meeting" => "reunion",
        "task" => "tarea",
        "note" => "nota",
        "initial" => "inicial",
        "contact" => "contacto",
        "proposal" => "propuesta",
        "negotiation" => "negociacion",
        "won" => "ganada",
        "lost" => "perdida",
        "draft" => "borrador",
        "issued" => "emitida",
        "partly_paid" => "parcial",
        "paid" => "pagada",
        "overdue" => "vencida",
        "cancelled" => "anulada",
        "sent" => "enviada",
        "transfer" => "transferencia",
        "card" => "tarjeta",
        "cash" => "efectivo",
        "check" => "cheque",
        "other" => "otro",
        other => other,
    };
    outside.into()
}

/// A field's name as the APIs have it; one that they have not keeps its own.
fn outside_name(field: &str) -> &str {
    match field {
        "full_name" => "nombre_completo",
        "legal_name" => "razon_social",
        "phone" => "telefono",
        "tax_id" => "cif_nif",
        "status" | "state" | "stage" => "estado",
        "sector" => "sector_industria",
        "notes" => "notas",
        "credit_limit" => "credito_disponible",
        "kind" => "tipo",
        "title" => "titulo",
        "body" | "description" => "descripcion",
        "occurred_at" => "fecha",
        "value" => "valor_estimado",
        "probability" => "probabilidad_cierre",
        "expected_close_on" => "fecha_cierre_esperada",
        "products" => "productos",
        "customer_id" => "cliente_id",
        "amount" => "monto",
        "method" => "metodo",
        "number" | "full_number" => "numero",
        "currency" => "moneda",
        "invoice_id" => "factura_id",
        "issued_on" | "paid_on" => "fecha",
        "due_on" => "fecha_vencimiento",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activities::ActivityKind;
    use crate::audit::ACTIONS;
    use crate::customers::{CustomerKind, CustomerStatus};
    use crate::invoices::{InvoiceState, PaymentMethod};
    use crate::opportunities::Stage;

    fn facts(row: Value) -> Facts {
        Facts {
            id: 7,
            customer: 3,
            row: row.as_object().unwrap().clone(),
        }
    }

    fn told(kind: WireType, record: Record, row: Value, fields: &[&str]) -> Value {
        let at = "2026-01-01T11:00:00Z".parse().unwrap();
        serde_json::from_str(&body(kind, record, at, &facts(row), fields)).unwrap()
    }

    #[test]
    fn a_body_says_what_when_and_of_whom() {
        let row = json!({ "kind": "company", "status": "active", "email": "ana@correo.example" });
        let fields = ["full_name", "email", "city"];
        let body = told(WireType::CustomerUpdated, Record::Customer, row, &fields);
        let expected = json!({
            "type": "cliente.actualizado",
            "timestamp": "2026-01-01T11:00:00.000000Z",
            "data": {
                "id": "cli_7", "cliente_id": "cli_3", "campos": ["nombre_completo", "email", "city"],
                "tipo_cliente": "empresa", "estado": "activo",
            },
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn no_contact_data_and_no_free_text_leaves_the_house() {
        let row = json!({
            "full_name": "Ana Rojas", "email": "ana@correo.example", "phone": "+56912345678", "title": "Llamar a Ana",
            "body": "Su hijo está enfermo", "notes": "x", "description": "x", "customer_name": "Ana", "kind": "note",
        });
        for record in Record::ALL {
            let body = told(WireType::CustomerCreated, *record, row.clone(), &[]).to_string();
            for word in ["Ana", "correo", "+56", "enfermo"] {
                assert!(!body.contains(word), "{record}: {body}");
            }
        }
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        for (minor, currency, written) in [
            (1_246_535_130_i64, "CLP", "1246535130"),
            (124_650, "EUR", "1246.5"),
            (-5, "EUR", "-0.05"),
            (1_001, "USD", "10.01"),
        ] {
            let row = json!({ "amount": minor, "currency": currency, "invoice_id": 9 });
            let body = told(WireType::PaymentReceived, Record::Payment, row, &[]);
            assert_eq!(body["data"]["monto"].to_string(), written);
            assert_eq!(body["data"]["factura_id"], "fac_9");
        }
    }

    #[test]
    fn who_is_told_of_a_deleted_customer_hears_that_they_came_back() {
        for action in ["customer.deleted", "customer.restored"] {
            assert!(ACTIONS.contains(&action));
        }
        let told = Some((WireType::CustomerUpdated, Record::Customer));
        assert_eq!(wire_type("customer.restored"), told);
    }

    #[test]
    fn what_is_ours_alone_is_told_to_nobody() {
        for action in [
            "user.signed_in",
            "settings.updated",
            "key.created",
            "message.held",
        ] {
            assert!(ACTIONS.contains(&action));
            assert_eq!(wire_type(action), None);
        }
    }

    #[test]
    fn every_stored_word_that_is_told_has_one_of_the_outside() {
        fn words<T: Copy + std::fmt::Display>(all: &[T]) -> Vec<String> {
            all.iter().map(T::to_string).collect()
        }
        let stored = [
            words(CustomerKind::ALL),
            words(CustomerStatus::ALL),
            words(ActivityKind::ALL),
            words(Stage::ALL),
            words(InvoiceState::ALL),
            words(PaymentMethod::ALL),
        ];
        for words in stored {
            for word in words {
                let told = in_words(&word.clone().into());
                // The one word that both have.
                assert!(told != word.as_str() || word == "email", "{word}");
            }
        }
    }

    #[test]
    fn the_document_for_receivers_names_every_type() {
        let document = include_str!("../../docs/events.md");
        for kind in WireType::ALL {
            assert!(document.contains(&format!("`{kind}`")), "{kind}");
        }
    }

    #[test]
    fn every_type_comes_from_some_action() {
        const FROM: [&str; 20] = [
            "customer.created",
            "customer.updated",
            "customer.deleted",
            "customer.merged",
            "customer.unmerged",
            "invoice.issued",
            "invoice.credited",
            "invoice.cancelled",
            "payment.created",
            "payment.taken_back",
            "activity.created",
            "activity.updated",
            "activity.completed",
            "opportunity.created",
            "opportunity.updated",
            "opportunity.moved",
            "opportunity.won",
            "opportunity.lost",
            "opportunity.deleted",
            "message.sent",
        ];
        let types: Vec<_> = FROM
            .iter()
            .map(|action| wire_type(action).unwrap().0)
            .collect();
        assert_eq!(types, WireType::ALL);
    }
}
