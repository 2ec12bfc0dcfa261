//! Everything that is held of a person, in words that they understand.

use diesel::{PgConnection, QueryResult};
use serde_json::{Map, Value, json};

use super::queries::{self, SECTIONS};
use crate::audit::words;
use crate::domain::{Currency, CustomerId, OwnField, amount};
use crate::web::{Page, i18n};

/// Amounts in minor units of the row's own currency, else of the organisation's.
const AMOUNTS: [&str; 13] = [
    "amount",
    "credit_limit",
    "credited",
    "net",
    "open",
    "paid",
    "price",
    "spend",
    "tax",
    "total",
    "unit_price",
    "value",
    "year_value",
];

/// Whose words the rows of a section are written in, by the record's name; elsewhere they have none of their own.
const RECORDS: [(&str, &str); 14] = [
    ("activities", "activity"),
    ("calls", "call"),
    ("campaigns", "campaign_member"),
    ("channels", "contact_point"),
    ("consents", "consent"),
    ("customer", "customer"),
    ("duplicates", "duplicate"),
    ("events", "webhook"),
    ("invoices", "invoice"),
    ("merges", "customer"),
    ("messages", "message"),
    ("opportunities", "opportunity"),
    ("proposals", "proposal"),
    ("suppressions", "suppression"),
];
/// In a message: why its reader left.
const LEAVING: &str = "leaving";

/// The rows of each section that has any.
pub struct Held(Vec<(&'static str, Vec<Value>)>);

pub fn load(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Held> {
    let ids = queries::list_merged(conn, id)?;
    let mut sections = Vec::new();
    for section in SECTIONS {
        let rows = queries::list_section(conn, section, &ids)?;
        if !rows.is_empty() {
            sections.push((section.name, rows));
        }
    }
    Ok(Held(sections))
}

impl Held {
    /// Name and number of rows of each section that has any.
    pub fn counts(&self) -> Vec<(&'static str, i64)> {
        let counts = self.0.iter().map(|(name, rows)| (*name, rows.len() as i64));
        counts.collect()
    }

    /// The file, its words in the page's language.
    pub fn file(self, page: &Page, at: &str) -> Value {
        let mut file = Map::new();
        let own = page.currency();
        file.insert(page.t("held-organisation"), json!(page.org().name));
        file.insert(page.t("held-made-at"), json!(at));
        file.insert(page.t("held-currency"), json!(own.to_string()));
        for (name, rows) in self.0 {
            let record = RECORDS.iter().find(|(section, _)| *section == name);
            let writer = Writer {
                page,
                record: record.map(|(_, record)| *record).unwrap_or_default(),
                currency: own,
            };
            let rows = rows.into_iter().map(|row| writer.in_words("", row));
            let title = page.t(&format!("held-section-{name}"));
            file.insert(title, Value::Array(rows.collect()));
        }
        Value::Object(file)
    }
}

/// Writes the values of one record.
#[derive(Clone, Copy)]
struct Writer<'a> {
    page: &'a Page,
    record: &'a str,
    currency: Currency,
}

impl Writer<'_> {
    /// The same with readable keys and words, and whole amounts; what is empty is left out.
    fn in_words(self, name: &str, value: Value) -> Value {
        match value {
            Value::Array(items) => {
                let items = items.into_iter().map(|item| self.in_words(name, item));
                Value::Array(items.collect())
            }
            Value::Object(columns) => self.object(name, columns),
            Value::String(word) => Value::String(self.word(name, word)),
            Value::Number(number) => match (AMOUNTS.contains(&name), number.as_i64()) {
                (true, Some(minor)) => Value::Number(amount::money(minor, self.currency)),
                _ => Value::Number(number),
            },
            other => other,
        }
    }

    fn object(self, name: &str, columns: Map<String, Value>) -> Value {
        let said = |name: &str| {
            let said = columns.get(name).and_then(Value::as_str);
            said.map(str::to_owned)
        };
        // An entry of the audit log says of which record it is, and each of its values of which field.
        let (record, field) = (said("record"), said("field"));
        let currency = said("currency").and_then(|code| code.parse().ok());
        let inner = Writer {
            page: self.page,
            record: match name {
                LEAVING => "customer",
                _ => record.as_deref().unwrap_or(self.record),
            },
            currency: currency.unwrap_or(self.currency),
        };
        let given = columns.into_iter().filter(|(_, value)| !is_empty(value));
        let worded = given.map(|(name, value)| {
            let meant = match (name.as_str(), &field, &value) {
                // A number alone does not say in which currency it is.
                ("before" | "after", Some(field), value) if !value.is_number() => field,
                _ => &name,
            };
            let value = inner.in_words(meant, value);
            (title(self.page, &name), value)
        });
        Value::Object(worded.collect())
    }

    fn word(self, name: &str, word: String) -> String {
        match name {
            "action" => words::action_alone(self.page, &word),
            "field" => words::field(self.page, &word),
            "record" => words::record_type(self.page, &word),
            _ => words::worded(self.page, self.record, name, &word),
        }
    }
}

/// A name of the program's own says more than nothing.
fn title(page: &Page, name: &str) -> String {
    if let Some(own) = page.own_field(name) {
        return own_title(page, own);
    }
    let key = format!("held-{}", name.replace('_', "-"));
    match i18n::has(page.language, &key) {
        true => page.t(&key),
        false => name.to_owned(),
    }
}

/// Of fields with one name all but the one that is asked still have their key behind it: one title holds one answer.
fn own_title(page: &Page, own: &OwnField) -> String {
    let mut fields = page.organisation.customer_fields.iter();
    let is_shared = fields.any(|other| other.key != own.key && other.name == own.name);
    match own.is_retired && is_shared {
        true => format!("{} ({})", own.name, own.key),
        false => own.name.clone(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(columns) => columns.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn words_of_a_fixed_set_are_those_of_the_pages_and_what_people_wrote_stays() {
        let page = Page::bare(&TestRequest::default().to_http_request());
        let held = Held(vec![
            (
                "customer",
                vec![json!({ "kind": "person", "notes": "vip" })],
            ),
            (
                "consents",
                vec![json!({ "channel": "sms", "state": "refused" })],
            ),
            ("figures", vec![json!({ "segment": "promising" })]),
            (
                "messages",
                vec![json!({ "state": "sent", "leaving": { "reason": "too_often" } })],
            ),
            (
                "changes",
                vec![json!({
                    "action": "customer.updated", "record": "customer",
                    "fields": [{ "field": "consent_email", "before": "unknown", "after": "refused" }],
                })],
            ),
        ]);
        let text = held.file(&page, "2025-10-26T10:00:00-03:00").to_string();
        for said in [
            "Persona",
            "\"vip\"",
            "SMS",
            "no acepta mensajes comerciales",
            "Prometedores",
            "Enviado",
            "Recibo demasiados",
            "Editó al cliente",
            "Permiso por correo",
            "no le hemos preguntado",
        ] {
            assert!(text.contains(said), "{said} is not in {text}");
        }
        for name in [
            "customer.updated",
            "refused",
            "promising",
            "too_often",
            "consent_email",
        ] {
            assert!(!text.contains(name), "{name} is in {text}");
        }
    }

    #[test]
    fn keys_are_words_amounts_are_whole_and_nothing_empty_is_told() {
        let page = Page::bare(&TestRequest::default().to_http_request());
        let held = Held(vec![(
            "invoices",
            vec![json!({
                "total": 11_900, "currency": "EUR", "notes": "",
                "lines": [{ "unit_price": 5950, "description": "Masaje" }], "unheard_of": 1,
            })],
        )]);
        assert_eq!(held.counts(), [("invoices", 1)]);
        let file = held.file(&page, "2025-10-26T10:00:00-03:00");
        let expected = json!([{
            "total": 119, "moneda": "EUR", "líneas": [{ "precio_unitario": 59.5, "descripción": "Masaje" }], "unheard_of": 1,
        }]);
        assert_eq!(file["facturas"], expected);
        assert_eq!(file["moneda"], "CLP");
    }
}
