use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::db::schema::domain_events;
use crate::domain::{EventId, UserId, own_values};

/// Who acts: a signed-in person, or the program itself (a job, the command line).
#[derive(Debug, Clone)]
pub struct Actor {
    pub user_id: Option<UserId>,
    pub name: String,
    pub request_id: Option<String>,
}

impl Actor {
    /// The program, on nobody's behalf; `part` is the job or command.
    pub fn program(part: &str) -> Self {
        Self {
            user_id: None,
            name: part.to_owned(),
            request_id: None,
        }
    }
}

/// A change as it is stored for whoever listens.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = domain_events)]
pub struct Event {
    pub id: EventId,
    /// The one by which the outside knows it.
    pub event_id: Uuid,
    /// When its transaction began.
    pub at: DateTime<Utc>,
    /// One of [`super::ACTIONS`].
    #[diesel(column_name = type_)]
    pub action: String,
    pub record_type: String,
    pub record_id: Option<i64>,
    /// `fields`: the names of what changed.
    pub payload: Value,
}

/// One change of one record, as it is told to the audit log and to whoever listens to events.
#[derive(Debug)]
pub struct Change {
    /// One of [`super::ACTIONS`].
    pub action: &'static str,
    pub record_type: &'static str,
    pub record_id: Option<i64>,
    pub fields: Vec<FieldChange>,
}

#[derive(Debug)]
pub struct FieldChange {
    pub name: Cow<'static, str>,
    pub before: Value,
    pub after: Value,
}

impl Change {
    pub fn new(action: &'static str, record_type: &'static str, record_id: impl Into<i64>) -> Self {
        Self {
            action,
            record_type,
            record_id: Some(record_id.into()),
            fields: Vec::new(),
        }
    }

    /// A change of something there is only one of: the settings.
    pub fn of_all(action: &'static str, record_type: &'static str) -> Self {
        Self {
            action,
            record_type,
            record_id: None,
            fields: Vec::new(),
        }
    }

    /// Notes a field if it changed. Never give it a secret: values are kept.
    pub fn field<T: Serialize>(self, name: &'static str, before: T, after: T) -> Self {
        let json = |value: T| serde_json::to_value(value).unwrap_or(Value::Null);
        let (before, after) = (json(before), json(after));
        self.noted(name.into(), before, after)
    }

    /// Notes what changed in a customer's `custom`, each field of the business under its key.
    pub fn own_values(self, before: &Value, after: &Value) -> Self {
        let (before, after) = (own_values(before), own_values(after));
        let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        let said = |value: Option<&String>| value.map_or(Value::Null, |text| text.as_str().into());
        keys.into_iter().fold(self, |note, key| {
            let name = key.to_string().into();
            note.noted(name, said(before.get(key)), said(after.get(key)))
        })
    }

    fn noted(mut self, name: Cow<'static, str>, before: Value, after: Value) -> Self {
        if before != after {
            self.fields.push(FieldChange {
                name,
                before,
                after,
            });
        }
        self
    }

    /// Notes a value of a record that is new.
    pub fn set<T: Serialize>(self, name: &'static str, value: T) -> Self {
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        self.field(name, Value::Null, value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_that_stays_is_not_noted() {
        let change = Change::new("customer.updated", "customer", 1)
            .field("name", "Ana", "Ana")
            .field("city", "Osorno", "Ancud");
        assert_eq!(
            change
                .fields
                .iter()
                .map(|field| &*field.name)
                .collect::<Vec<_>>(),
            ["city"]
        );
    }

    #[test]
    fn each_field_of_the_business_is_noted_by_itself() {
        let before = json!({ "x1": "Suave", "x2": "yes", "color": "azul" });
        let after = json!({ "x2": "yes", "x3": "1.5" });
        let change = Change::new("customer.updated", "customer", 1).own_values(&before, &after);
        let noted = change.fields.iter().map(|field| {
            let name: &str = &field.name;
            (name, field.before.clone(), field.after.clone())
        });
        assert_eq!(
            noted.collect::<Vec<_>>(),
            [
                ("x1", json!("Suave"), Value::Null),
                ("x3", Value::Null, json!("1.5"))
            ]
        );
    }
}
