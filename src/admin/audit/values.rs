//! How a stored value is written for a reader.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Number, Value};

use super::known::{Known, kind_of};
use super::queries::Entry;
use crate::audit::words;
use crate::domain::own_field::NOTHING;
use crate::domain::{Currency, OwnField};
use crate::web::Page;

/// Longer values (a mail's body) are cut: the page tells what changed, the record has the rest.
const LENGTH_MAX: usize = 160;
/// Actions never record secrets. If one ever does, it must not be on a page as well.
const SECRET_WORDS: [&str; 4] = ["password", "token", "secret", "hash"];
/// Amounts in minor units: of the organisation's currency, and of the record's own.
const AMOUNTS: [&str; 3] = ["credit_limit", "price", "rfm_spend"];
const OWN_AMOUNTS: [&str; 6] = ["amount", "net", "tax", "total", "unit_price", "value"];
const BASIS_POINTS: [&str; 2] = ["basis_points", "tax_basis_points"];
/// The query of a list.
const QUERIES: [&str; 3] = ["audience", "filters", "query"];
/// Of a row that was removed: what says nothing to a person.
const LEFT_OUT: [&str; 13] = [
    "corrects_position",
    "created_at",
    "created_by",
    "external_id",
    "external_source",
    "id",
    "imported",
    "invoice_id",
    "phone_e164",
    "service_id",
    "updated_at",
    "value_key",
    "version",
];

/// Writes the values of one entry.
pub struct Writer<'a> {
    pub page: &'a Page,
    pub known: &'a Known,
    record_type: &'a str,
    /// In which the record's own amounts are; nothing where nobody knows.
    currency: Option<Currency>,
}

impl<'a> Writer<'a> {
    pub fn new(page: &'a Page, known: &'a Known, entry: &'a Entry) -> Self {
        Self {
            page,
            known,
            record_type: &entry.record_type,
            currency: entry
                .record_id
                .and_then(|id| known.currency(&entry.record_type, id)),
        }
    }

    /// The value in words, as much as a page has room for; empty for nothing.
    pub fn text(&self, field: &str, value: Option<&Value>) -> String {
        shortened(self.whole_text(field, value))
    }

    /// All of it.
    pub fn whole_text(&self, field: &str, value: Option<&Value>) -> String {
        if SECRET_WORDS.iter().any(|word| field.contains(word)) {
            return "•••".to_owned();
        }
        self.plain(field, value.unwrap_or(&Value::Null))
    }

    fn plain(&self, field: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(true) => self.page.t("yes"),
            Value::Bool(false) => self.page.t("no"),
            Value::String(text) => self.string(field, text),
            Value::Number(number) => self.number(field, number),
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.plain(field, item)).collect();
                items.join(", ")
            }
            Value::Object(columns) => self.columns(columns),
        }
    }

    fn string(&self, field: &str, text: &str) -> String {
        if QUERIES.contains(&field) {
            return self.query(text);
        }
        // What was said there is nothing of ours, whatever it looks like.
        if let Some(own) = self.page.own_field(field) {
            return self.page.own_value(own, text);
        }
        if field == "columns" {
            let names: Vec<_> = text.split(',').map(|name| self.name(name)).collect();
            return names.join(", ");
        }
        if text.starts_with(['{', '['])
            && let Ok(inner) = serde_json::from_str::<Value>(text)
        {
            return self.plain(field, &inner);
        }
        if let Ok(day) = text.parse::<NaiveDate>() {
            return self.page.date(&day);
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return self.page.datetime(&at.with_timezone(&Utc));
        }
        words::worded(self.page, self.record_type, field, text)
    }

    fn number(&self, field: &str, number: &Number) -> String {
        let Some(n) = number.as_i64() else {
            return number.to_string();
        };
        let own = self.page.currency();
        let currency = match (AMOUNTS.contains(&field), OWN_AMOUNTS.contains(&field)) {
            (true, _) => Some(own),
            (false, true) => self.currency,
            (false, false) => None,
        };
        match (kind_of(field), currency) {
            (Some(kind), _) => match self.known.name(kind, n) {
                Some(name) => name.to_owned(),
                None => format!("#{n}"),
            },
            (None, Some(currency)) => self.page.organisation.locale.money(n, currency),
            // In thousandths.
            (None, None) if field == "quantity" => {
                let digits = if n % 1000 == 0 { 0 } else { 3 };
                let locale = &self.page.organisation.locale;
                locale.decimal(n as f64 / 1000.0, digits)
            }
            (None, None) if BASIS_POINTS.contains(&field) => self.page.percent(n as f64 / 10_000.0),
            (None, None) => self.page.number(n),
        }
    }

    /// Its fields with their names, without those that say nothing.
    fn columns(&self, columns: &Map<String, Value>) -> String {
        let said: Vec<_> = columns
            .iter()
            .filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()))
            .map(|(name, value)| (self.name(name), self.whole_text(name, Some(value))))
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}: {text}"))
            .collect();
        said.join(" · ")
    }

    /// `segment=vip&sort=-spend`
    fn query(&self, text: &str) -> String {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap_or_default();
        let said: Vec<_> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| {
                if let Some((own, key)) = self.own_range(name) {
                    let end = self.page.t(key).to_lowercase();
                    let value = self.page.own_value(own, value);
                    return format!("{} {end}: {value}", own.name);
                }
                let value = match name.as_str() {
                    _ if self.page.own_field(name).is_some() && value == NOTHING => {
                        self.page.t("unknown")
                    }
                    "sort" | "order" => self.name(value.trim_start_matches('-')),
                    "spend_from" | "spend_to" => match value.parse::<i64>() {
                        Ok(minor) => self.page.money(minor),
                        Err(_) => value.clone(),
                    },
                    "owner" | "view" => match value.parse::<i64>() {
                        Ok(id) => self.number(name, &id.into()),
                        Err(_) => value.clone(),
                    },
                    _ => self.string(name, value),
                };
                format!("{}: {value}", self.name(name))
            })
            .collect();
        said.join(" · ")
    }

    /// Of `x2_from` the field, and the key of what its end is called.
    fn own_range(&self, name: &str) -> Option<(&OwnField, &'static str)> {
        let (field, key) = match name.strip_suffix("_from") {
            Some(field) => (field, "customers-from"),
            None => (name.strip_suffix("_to")?, "customers-to"),
        };
        Some((self.page.own_field(field)?, key))
    }

    /// A field's name; a segment's where offers are kept by segment.
    fn name(&self, name: &str) -> String {
        match words::worded(self.page, "", "segment", name) {
            segment if segment != name => segment,
            _ => words::field(self.page, name),
        }
    }

    /// The page of whom the field names.
    pub fn link(&self, field: &str, value: Option<&Value>) -> Option<String> {
        let id = value.and_then(Value::as_i64)?;
        let named = kind_of(field).filter(|kind| *kind == "customer")?;
        let found = self.known.find(named, id)?;
        (!found.is_gone).then(|| format!("/customers/{id}"))
    }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(LENGTH_MAX) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OwnKey, OwnKind};
    use actix_web::test::TestRequest;
    use serde_json::json;

    fn written(field: &str, value: Value) -> String {
        let page = Page::bare(&TestRequest::default().to_http_request());
        let writer = Writer {
            page: &page,
            known: &Known::default(),
            record_type: "customer",
            currency: None,
        };
        writer.text(field, Some(&value))
    }

    #[test]
    fn values_are_written_for_people() {
        assert_eq!(written("city", json!("Osorno")), "Osorno");
        assert_eq!(written("segment", json!("at_risk")), "En riesgo");
        // What people write is no word of ours.
        assert_eq!(written("name", json!("vip")), "vip");
        assert_eq!(
            written("consent_sms", json!("withdrawn")),
            "retiró su permiso"
        );
        assert_eq!(written("active", json!(true)), "Sí");
        assert_eq!(written("tags", json!(["a", 2])), "a, 2");
        assert_eq!(written("city", Value::Null), "");
        assert_eq!(written("customer_id", json!(362)), "#362");
        assert_eq!(written("price", json!(45_000)), "$45.000");
        assert_eq!(written("basis_points", json!(1_900)), "19%");
    }

    #[test]
    fn what_the_program_keeps_for_itself_is_told_by_its_parts() {
        let row = json!({ "id": 7, "kind": "person", "title": "Llamar", "due_at": null, "customer_id": 3 });
        assert_eq!(
            written("row", row),
            "Cliente: #3 · Tipo: Persona · Título: Llamar"
        );
        assert_eq!(
            written("variants", json!(r#"[{"subject":"Hola"}]"#)),
            "Asunto: Hola"
        );
        assert_eq!(
            written(
                "filters",
                json!("segment=vip&sort=-spend&city=Puerto+Montt")
            ),
            "Segmento: VIP · Orden: Gasto · Ciudad: Puerto Montt"
        );
        assert_eq!(
            written("columns", json!("email,consent_call,last_date")),
            "Correo, Permiso para llamar, Última visita"
        );
    }

    #[test]
    fn a_list_that_asked_for_fields_of_the_business_is_told_by_their_names() {
        let mut page = Page::bare(&TestRequest::default().to_http_request());
        let kinds = [("Distancia", OwnKind::Number), ("Piel", OwnKind::Choice)];
        let fields = kinds.iter().zip(1..);
        page.organisation.customer_fields = fields
            .map(|((name, kind), number)| OwnField {
                key: OwnKey(number),
                name: (*name).into(),
                kind: *kind,
                options: Vec::new(),
                is_retired: false,
                was: Vec::new(),
            })
            .collect();
        let writer = Writer {
            page: &page,
            known: &Known::default(),
            record_type: "customer",
            currency: None,
        };
        let query = json!("x1_from=1234.5&x1_to=2000&x2=-&x7_from=3");
        assert_eq!(
            writer.text("filters", Some(&query)),
            "Distancia desde: 1.234,5 · Distancia hasta: 2.000 · Piel: Sin dato · x7 from: 3"
        );
        let query = json!("first_from=2025-10-26&late=yes");
        assert!(
            writer
                .text("filters", Some(&query))
                .starts_with("Primera visita desde: 26-10-2025 · Atrasado en su ritmo")
        );
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let text = written("body", json!("ñ".repeat(500)));
        assert_eq!(text.chars().count(), LENGTH_MAX + 1);
    }

    #[test]
    fn a_secret_is_never_written() {
        assert_eq!(written("password_hash", json!("$argon2id$…")), "•••");
        assert_eq!(
            written("row", json!({ "token": "s3cret", "name": "Eva" })),
            "Nombre: Eva · token: •••"
        );
    }
}
