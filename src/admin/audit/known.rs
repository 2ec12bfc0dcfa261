//! What is known today of the records that entries and their values speak of.

use std::collections::{HashMap, HashSet};

use diesel::{PgConnection, QueryResult};
use serde_json::Value;

use super::queries::{self, Entry, FieldValue, Named};
use crate::domain::Currency;

/// Fields whose number is a customer's or a user's.
const OF: [(&str, &str); 9] = [
    ("assignee", "user"),
    ("assignee_id", "user"),
    ("customer", "customer"),
    ("customer_id", "customer"),
    ("merged_customer", "customer"),
    ("other_customer", "customer"),
    ("owner", "user"),
    ("owner_id", "user"),
    ("opportunity_id", "opportunity"),
];
/// A record that was removed is known by its last row.
const ROW: &str = "row";

#[derive(Debug, Default)]
pub struct Known(HashMap<(String, i64), Named>);

/// Whose number a field holds.
pub fn kind_of(field: &str) -> Option<&'static str> {
    OF.iter()
        .find(|(name, _)| *name == field)
        .map(|(_, kind)| *kind)
}

/// Everything that the entries and their values name, by one statement.
pub fn load(
    conn: &mut PgConnection,
    entries: &[Entry],
    values: &[FieldValue],
) -> QueryResult<Known> {
    let mut asked: HashSet<(String, i64)> = entries
        .iter()
        .filter_map(|entry| Some((entry.record_type.clone(), entry.record_id?)))
        .collect();
    for value in values {
        for side in [&value.before, &value.after].into_iter().flatten() {
            note(&value.field_name, side, &mut asked);
        }
    }
    let (kinds, ids): (Vec<String>, Vec<i64>) = asked.into_iter().unzip();
    let named = queries::list_named(conn, &kinds, &ids)?;
    Ok(Known(
        named
            .into_iter()
            .map(|named| ((named.kind.clone(), named.id), named))
            .collect(),
    ))
}

fn note(field: &str, value: &Value, asked: &mut HashSet<(String, i64)>) {
    match (value, kind_of(field)) {
        (Value::Object(columns), _) if field == ROW => {
            for (name, value) in columns {
                note(name, value, asked);
            }
        }
        (Value::Number(number), Some(kind)) => {
            asked.extend(number.as_i64().map(|id| (kind.to_owned(), id)));
        }
        _ => (),
    }
}

impl Known {
    pub fn find(&self, kind: &str, id: i64) -> Option<&Named> {
        self.0.get(&(kind.to_owned(), id))
    }

    /// What a record is called, if it is called anything.
    pub fn name(&self, kind: &str, id: i64) -> Option<&str> {
        let name = self.find(kind, id)?.name.as_deref()?;
        Some(name).filter(|name| !name.trim().is_empty())
    }

    /// In which currency a record's amounts are.
    pub fn currency(&self, kind: &str, id: i64) -> Option<Currency> {
        self.find(kind, id)?.currency.as_deref()?.parse().ok()
    }

    /// Whose record it is, while they have a page: id and name.
    pub fn customer(&self, kind: &str, id: i64) -> Option<(i64, &str)> {
        let named = self.find(kind, id)?;
        let id = named.customer_id.filter(|_| !named.is_customer_gone)?;
        Some((id, named.customer.as_deref()?))
    }
}
