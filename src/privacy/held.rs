//! Everything that is held of a person, in words that they understand.

use diesel::{PgConnection, QueryResult};
use serde_json::{Map, Value, json};

use super::queries::{self, SECTIONS};
use crate::domain::{Currency, CustomerId, amount};
use crate::web::{Page, i18n};

/// Amounts in minor units of the row's own currency, else of the organisation's.
const AMOUNTS: [&str; 12] = [
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
];

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
            let rows = rows.into_iter().map(|row| in_words(page, row, own));
            let title = page.t(&format!("held-section-{name}"));
            file.insert(title, Value::Array(rows.collect()));
        }
        Value::Object(file)
    }
}

/// The same with readable keys and whole amounts; what is empty is left out.
fn in_words(page: &Page, value: Value, currency: Currency) -> Value {
    match value {
        Value::Array(items) => {
            let items = items.into_iter().map(|item| in_words(page, item, currency));
            Value::Array(items.collect())
        }
        Value::Object(columns) => {
            let own = columns.get("currency").and_then(Value::as_str);
            let currency = own.and_then(|code| code.parse().ok()).unwrap_or(currency);
            let given = columns.into_iter().filter(|(_, value)| !is_empty(value));
            let worded = given.map(|(name, value)| {
                let value = match (AMOUNTS.contains(&name.as_str()), value.as_i64()) {
                    (true, Some(minor)) => Value::Number(amount::money(minor, currency)),
                    _ => in_words(page, value, currency),
                };
                (title(page, &name), value)
            });
            Value::Object(worded.collect())
        }
        other => other,
    }
}

/// A name of the program's own says more than nothing.
fn title(page: &Page, name: &str) -> String {
    let key = format!("held-{}", name.replace('_', "-"));
    match i18n::has(page.language, &key) {
        true => page.t(&key),
        false => name.to_owned(),
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
