//! What becomes of the fields that the business added: each is chosen by itself, under its key. Pure.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::plan::{Choices, Columns, Side, changed_at};
use crate::domain::OwnKey;

const COLUMN: &str = "custom";

fn values(columns: &Columns) -> Map<String, Value> {
    let custom = columns.get(COLUMN).and_then(Value::as_object);
    custom.cloned().unwrap_or_default()
}

/// The value that is there, else the newer one.
pub fn default_side(key: OwnKey, a: &Columns, b: &Columns) -> Side {
    let (has_a, has_b) = (has(a, key), has(b, key));
    let is_b = if has_a == has_b {
        changed_at(b) > changed_at(a)
    } else {
        has_b
    };
    if is_b { Side::B } else { Side::A }
}

fn has(columns: &Columns, key: OwnKey) -> bool {
    values(columns).contains_key(&key.to_string())
}

/// What to write into the winner's row: all values that only one has, and of the others those that were chosen. What no field
/// of the business said stays the winner's.
pub fn joined(a: &Columns, b: &Columns, winner: Side, choices: &Choices) -> Value {
    let (of_a, of_b) = (values(a), values(b));
    let (own, other) = match winner {
        Side::B => (&of_b, &of_a),
        _ => (&of_a, &of_b),
    };
    let mut all = other.clone();
    all.extend(own.clone());
    for (name, value) in &mut all {
        let (Ok(key), Some(in_a), Some(in_b)) =
            (name.parse::<OwnKey>(), of_a.get(name), of_b.get(name))
        else {
            continue;
        };
        let side = choices.get(name).copied();
        *value = match side.unwrap_or_else(|| default_side(key, a, b)) {
            Side::B => in_b.clone(),
            _ => in_a.clone(),
        };
    }
    Value::Object(all)
}

/// What an undo leaves in the winner's row: as before the merge, but for what somebody changed since.
pub fn undone(before: &Columns, after: &Columns, now: &Columns) -> Value {
    let (before, after, mut now) = (values(before), values(after), values(now));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        if before.get(key) == after.get(key) || now.get(key) != after.get(key) {
            continue;
        }
        match before.get(key) {
            Some(value) => now.insert(key.clone(), value.clone()),
            None => now.remove(key),
        };
    }
    Value::Object(now)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(custom: Value, updated_at: &str) -> Columns {
        let columns = [(COLUMN, custom), ("updated_at", json!(updated_at))];
        let columns = columns.map(|(name, value)| (name.to_owned(), value));
        columns.into_iter().collect()
    }

    fn two() -> (Columns, Columns) {
        (
            row(
                json!({"x1": "Seca", "x2": "3", "color": "azul"}),
                "2025-05-01T10:00:00Z",
            ),
            row(
                json!({"x1": "Mixta", "x3": "yes", "color": "rojo"}),
                "2025-06-01T10:00:00Z",
            ),
        )
    }

    #[test]
    fn no_value_is_lost_that_only_one_has_and_the_newer_of_two_is_offered() {
        let (a, b) = two();
        let joined = joined(&a, &b, Side::A, &Choices::new());
        let expected = json!({"x1": "Mixta", "x2": "3", "x3": "yes", "color": "azul"});
        assert_eq!(joined, expected);
    }

    #[test]
    fn of_two_values_the_chosen_one_stays_whoever_stays() {
        let (a, b) = two();
        for winner in [Side::A, Side::B] {
            for (side, kept) in [(Side::A, "Seca"), (Side::B, "Mixta")] {
                let choices = Choices::from([("x1".to_owned(), side)]);
                assert_eq!(joined(&a, &b, winner, &choices)["x1"], kept);
            }
        }
    }

    #[test]
    fn an_undo_gives_back_each_value_that_nobody_changed_since() {
        let (before, _) = two();
        let after = row(json!({"x1": "Mixta", "x2": "3", "x3": "yes"}), "");
        assert_eq!(undone(&before, &after, &after), before[COLUMN]);
        let now = row(json!({"x1": "Grasa", "x2": "4", "x3": "yes"}), "");
        let expected = json!({"x1": "Grasa", "x2": "4", "color": "azul"});
        assert_eq!(undone(&before, &after, &now), expected);
    }
}
