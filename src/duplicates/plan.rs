//! What is made of two customers: of each field one value, none lost that only one of them has. Pure.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::own;
use crate::customers::{Channel, ConsentState};
use crate::text_enum;

/// A row of `customers` by column.
pub type Columns = Map<String, Value>;

text_enum! {
    /// Whose value it is. `Both`: one after the other, for notes and tags.
    pub enum Side { A = "a", B = "b", Both = "both" }
}

/// What a person chooses between, with the columns that go together.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    /// Whether both values can be kept in one.
    pub joins: bool,
}

const fn field(name: &'static str, columns: &'static [&'static str]) -> Field {
    Field {
        name,
        columns,
        joins: false,
    }
}

const fn joining(name: &'static str, columns: &'static [&'static str]) -> Field {
    Field {
        joins: true,
        ..field(name, columns)
    }
}

pub const FIELDS: [Field; 21] = [
    field("full_name", &["full_name"]),
    field("greeting", &["greeting"]),
    field("legal_name", &["legal_name"]),
    field("kind", &["kind"]),
    field("status", &["status"]),
    field("tax_id", &["tax_id", "tax_id_key"]),
    field("birth_date", &["birth_date"]),
    field("email", &["email"]),
    field("phone", &["phone", "phone_e164"]),
    field("address", &["address"]),
    field("city", &["city"]),
    field("region", &["region"]),
    field("country", &["country"]),
    field("language", &["language"]),
    field("sector", &["sector"]),
    field("website", &["website"]),
    field("source", &["source"]),
    field("owner_id", &["owner_id"]),
    field("credit_limit", &["credit_limit"]),
    joining("tags", &["tags"]),
    joining("notes", &["notes"]),
];

/// What makes a row this row and no other; it stays as it is.
const OWN: [&str; 12] = [
    "id",
    "external_source",
    "external_id",
    "imported",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "deleted_at",
    "custom",
    "is_tracked",
];

/// The choices of a person, by field, those of the business by their keys; the default of a field that is not among them.
pub type Choices = HashMap<String, Side>;

impl Field {
    /// Whether there is something to choose: two spellings of one number are one value.
    pub fn differs(&self, a: &Columns, b: &Columns) -> bool {
        let shown = self.columns[0];
        let is_one = |column: &&str| !is_blank(a.get(*column)) && a.get(*column) == b.get(*column);
        !is_blank(a.get(shown)) && !is_blank(b.get(shown)) && !self.columns.iter().any(is_one)
    }

    /// The value that is there; else the name with more words, both of what can be joined, and the newer of the rest.
    pub fn default_side(&self, a: &Columns, b: &Columns) -> Side {
        let shown = self.columns[0];
        if is_blank(a.get(shown)) != is_blank(b.get(shown)) {
            return if is_blank(a.get(shown)) {
                Side::B
            } else {
                Side::A
            };
        }
        if self.joins && self.differs(a, b) {
            return Side::Both;
        }
        let words = |columns: &Columns| match self.name {
            "full_name" => text(columns, shown).split_whitespace().count(),
            _ => 0,
        };
        let rank = |columns: &Columns| (words(columns), changed_at(columns));
        if rank(b) > rank(a) { Side::B } else { Side::A }
    }
}

/// Whose record rather stays: who was served more, else who is longer known.
pub fn default_winner(services: (i64, i64)) -> Side {
    if services.1 > services.0 {
        Side::B
    } else {
        Side::A
    }
}

/// What to write over the winner's row, `a` and `b` being as on the page.
pub fn patch(a: &Columns, b: &Columns, winner: Side, choices: &Choices) -> Columns {
    let (own, other) = match winner {
        Side::B => (b, a),
        _ => (a, b),
    };
    let mut wanted = Columns::new();
    for field in &FIELDS {
        let side = choices.get(field.name).copied();
        let side = side.unwrap_or_else(|| field.default_side(a, b));
        for column in field.columns {
            let value = match side {
                Side::A => of(a, column),
                Side::B => of(b, column),
                Side::Both => joined(&of(own, column), &of(other, column)),
            };
            wanted.insert((*column).to_owned(), value);
        }
    }
    for (column, value) in other {
        let is_own = OWN.contains(&column.as_str());
        if !is_own && !wanted.contains_key(column) && is_blank(own.get(column)) {
            wanted.insert(column.clone(), value.clone());
        }
    }
    let custom = own::joined(a, b, winner, choices);
    wanted.insert("custom".to_owned(), custom);
    // Who does not want to be looked at is not looked at.
    let is_tracked = [own, other].map(|columns| of(columns, "is_tracked") != json!(false));
    wanted.insert("is_tracked".to_owned(), json!(is_tracked == [true, true]));
    wanted.retain(|column, value| of(own, column) != *value);
    wanted
}

fn of(columns: &Columns, column: &str) -> Value {
    columns.get(column).cloned().unwrap_or(Value::Null)
}

fn joined(own: &Value, other: &Value) -> Value {
    match (own, other) {
        (Value::Array(own), Value::Array(other)) => {
            let new = other.iter().filter(|value| !own.contains(value));
            Value::Array(own.iter().chain(new).cloned().collect())
        }
        (Value::String(own), Value::String(other)) if own != other => {
            Value::String(format!("{own}\n\n{other}"))
        }
        (own, other) if is_blank(Some(own)) => other.clone(),
        (own, _) => own.clone(),
    }
}

fn is_blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    }
}

/// The text of a column, empty where it has none.
pub fn text<'a>(columns: &'a Columns, column: &str) -> &'a str {
    columns
        .get(column)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

pub fn changed_at(columns: &Columns) -> Option<DateTime<Utc>> {
    text(columns, "updated_at").parse().ok()
}

/// A channel that the chosen value replaced: it is kept beside, so that nobody becomes unreachable on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideChannel {
    pub kind: &'static str,
    pub value: String,
    /// How it is compared.
    pub key: String,
}

/// What of both rows the winner does not have any more after the patch.
pub fn side_channels(a: &Columns, b: &Columns, after: &Columns) -> Vec<SideChannel> {
    const CHANNELS: [(&str, &str, &str); 3] = [
        ("email", "email", "email"),
        ("phone", "phone", "phone_e164"),
        ("address", "address", "address"),
    ];
    let mut kept: Vec<SideChannel> = Vec::new();
    for (kind, column, key_column) in CHANNELS {
        let key_of = |columns: &Columns| text(columns, key_column).trim().to_lowercase();
        for row in [a, b] {
            let channel = SideChannel {
                kind,
                value: text(row, column).trim().to_owned(),
                key: key_of(row),
            };
            let is_new = channel.key != key_of(after) && !kept.contains(&channel);
            if !channel.value.is_empty() && !channel.key.is_empty() && is_new {
                kept.push(channel);
            }
        }
    }
    kept
}

/// The words on consent that the winner lacks: of two answers the stricter holds. Who was never asked said nothing, so that
/// the other answer holds alone.
pub fn stricter(
    a: &[(Channel, ConsentState)],
    b: &[(Channel, ConsentState)],
) -> Vec<(Channel, ConsentState)> {
    let said = |states: &[(Channel, ConsentState)], channel: Channel| {
        let found = states.iter().find(|(other, _)| *other == channel);
        found.map(|(_, state)| *state).unwrap_or_default()
    };
    let both = |channel: &Channel| {
        let (a, b) = (said(a, *channel), said(b, *channel));
        let state = if strictness(b) > strictness(a) { b } else { a };
        (*channel, state)
    };
    Channel::ALL.iter().map(both).collect()
}

fn strictness(state: ConsentState) -> u8 {
    match state {
        ConsentState::Unknown => 0,
        ConsentState::Given => 1,
        ConsentState::Refused => 2,
        ConsentState::Withdrawn => 3,
    }
}

/// What an undo writes over the winner: the columns that the merge changed and nobody since.
pub fn undoing(before: &Columns, after: &Columns, now: &Columns) -> Columns {
    let was_changed = |column: &str| before.get(column) != after.get(column);
    let is_as_left = |column: &str| after.get(column) == now.get(column);
    let columns = before.iter().filter(|(column, _)| {
        let is_apart = ["version", "custom"].contains(&column.as_str());
        !is_apart && was_changed(column) && is_as_left(column)
    });
    let mut patch: Columns = columns
        .map(|(column, value)| (column.clone(), value.clone()))
        .collect();
    let custom = own::undone(before, after, now);
    if of(now, "custom") != custom {
        patch.insert("custom".to_owned(), custom);
    }
    patch
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(value: Value) -> Columns {
        match value {
            Value::Object(columns) => columns,
            other => panic!("{other}"),
        }
    }

    fn ana() -> Columns {
        columns(json!({
            "id": 1, "full_name": "Ana Rojas", "email": "ana@correo.example", "phone": null, "phone_e164": null,
            "tags": ["yoga"], "notes": "Alergia al maní", "custom": {"color": "azul"}, "is_tracked": true, "time_zone": null,
            "updated_at": "2025-05-01T10:00:00+00:00", "version": 3,
        }))
    }

    fn ana_maria() -> Columns {
        columns(json!({
            "id": 2, "full_name": "Ana María Rojas", "email": "am@correo.example", "phone": "9 1111 2222",
            "phone_e164": "+56911112222", "tags": ["vip", "yoga"], "notes": "Viene los lunes", "custom": {"color": "rojo", "talla": "M"},
            "is_tracked": false, "time_zone": "America/Santiago", "updated_at": "2025-06-01T10:00:00-04:00", "version": 1,
        }))
    }

    fn chosen(pairs: &[(&str, Side)]) -> Choices {
        let pairs = pairs.iter().map(|(name, side)| ((*name).to_owned(), *side));
        pairs.collect()
    }

    #[test]
    fn by_default_nothing_that_only_one_has_is_lost() {
        let patch = patch(&ana(), &ana_maria(), Side::A, &Choices::new());
        let expected = json!({
            "full_name": "Ana María Rojas", "email": "am@correo.example", "phone": "9 1111 2222",
            "phone_e164": "+56911112222", "tags": ["yoga", "vip"], "notes": "Alergia al maní\n\nViene los lunes",
            "custom": {"color": "azul", "talla": "M"}, "is_tracked": false, "time_zone": "America/Santiago",
        });
        assert_eq!(Value::Object(patch), expected);
    }

    #[test]
    fn what_a_person_chose_is_written_and_only_what_differs() {
        let choices = chosen(&[
            ("full_name", Side::A),
            ("email", Side::A),
            ("notes", Side::B),
            ("tags", Side::A),
        ]);
        let patch = patch(&ana(), &ana_maria(), Side::A, &choices);
        assert!(!patch.contains_key("full_name") && !patch.contains_key("email"));
        assert_eq!(patch["notes"], "Viene los lunes");
        assert!(!patch.contains_key("tags"));
    }

    #[test]
    fn the_row_that_stays_may_be_either() {
        let choices = chosen(&[("email", Side::A)]);
        let patch = patch(&ana(), &ana_maria(), Side::B, &choices);
        assert_eq!(patch["email"], "ana@correo.example");
        assert!(!patch.contains_key("custom"), "it has all of it");
        assert!(!patch.contains_key("id") && !patch.contains_key("version"));
    }

    #[test]
    fn the_newer_of_two_values_is_offered() {
        let email = FIELDS.iter().find(|field| field.name == "email").unwrap();
        assert!(email.differs(&ana(), &ana_maria()));
        assert_eq!(email.default_side(&ana(), &ana_maria()), Side::B);
        assert_eq!(email.default_side(&ana_maria(), &ana()), Side::A);
        let phone = FIELDS.iter().find(|field| field.name == "phone").unwrap();
        assert!(!phone.differs(&ana(), &ana_maria()));
    }

    #[test]
    fn two_spellings_of_one_number_are_no_choice() {
        let phone = FIELDS.iter().find(|field| field.name == "phone").unwrap();
        let (mut a, b) = (ana_maria(), ana_maria());
        a.insert("phone".into(), json!("+56 9 1111 2222"));
        assert!(!phone.differs(&a, &b));
        a.insert("phone_e164".into(), json!("+56933334444"));
        assert!(phone.differs(&a, &b));
        a.insert("phone_e164".into(), Value::Null);
        assert!(phone.differs(&a, &b), "nobody knows what it dials");
    }

    #[test]
    fn an_address_that_is_not_chosen_is_kept_beside() {
        let kept = side_channels(&ana(), &ana_maria(), &ana_maria());
        assert_eq!(
            kept,
            [SideChannel {
                kind: "email",
                value: "ana@correo.example".into(),
                key: "ana@correo.example".into(),
            }]
        );
    }

    #[test]
    fn of_two_answers_the_stricter_holds_and_no_answer_is_none() {
        use Channel::*;
        use ConsentState::*;
        let found = stricter(
            &[(Email, Given), (Whatsapp, Unknown), (Sms, Withdrawn)],
            &[(Email, Refused), (Whatsapp, Given), (Sms, Refused)],
        );
        assert_eq!(
            found,
            [
                (Email, Refused),
                (Whatsapp, Given),
                (Sms, Withdrawn),
                (Call, Unknown)
            ]
        );
    }

    #[test]
    fn an_undo_leaves_what_somebody_changed_since() {
        let (before, after) = (ana(), ana_maria());
        let mut now = after.clone();
        now.insert("email".into(), json!("nuevo@correo.example"));
        let patch = undoing(&before, &after, &now);
        assert!(!patch.contains_key("email") && !patch.contains_key("version"));
        assert_eq!(patch["full_name"], "Ana Rojas");
        assert_eq!(patch["phone"], Value::Null);
        assert_eq!(patch["custom"], json!({"color": "azul"}));
    }

    #[test]
    fn who_was_served_more_stays() {
        assert_eq!(default_winner((0, 3)), Side::B);
        assert_eq!(default_winner((2, 2)), Side::A);
    }
}
