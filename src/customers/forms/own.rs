//! The fields that the business added, as they are typed about a customer. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize as _, Deserializer};
use serde_json::{Map, Value};

use crate::domain::{Locale, Organisation, OwnField, OwnKey, OwnKind, Unreadable, own_values};

/// What stands in the form, by field.
pub type OwnTexts = BTreeMap<OwnKey, String>;

/// What is wrong, by field: the key of a message.
pub type OwnErrors = BTreeMap<OwnKey, &'static str>;

/// What changed, as it is kept: `None` empties a field.
pub type OwnChanges = BTreeMap<OwnKey, Option<String>>;

/// Of all that a form sends, what is called as a field of the business can be.
pub(super) fn texts<'de, D: Deserializer<'de>>(form: D) -> Result<OwnTexts, D::Error> {
    let all = BTreeMap::<String, String>::deserialize(form)?;
    let own = all
        .into_iter()
        .filter_map(|(name, text)| Some((name.parse().ok()?, text)));
    Ok(own.collect())
}

/// The fields that are asked for, in the business's order, and those that the form has all the same: they were retired while
/// it was open.
pub fn asked<'a>(
    organisation: &'a Organisation,
    form: &'a OwnTexts,
) -> impl Iterator<Item = &'a OwnField> {
    let fields = organisation.customer_fields.iter();
    fields.filter(|field| !field.is_retired || form.contains_key(&field.key))
}

/// What a customer's `custom` looks like in the form, where `sent` is what came back of it; before that it is empty.
pub fn shown(custom: &Value, organisation: &Organisation, sent: &OwnTexts) -> OwnTexts {
    let values = own_values(custom);
    let text = |field: &OwnField| {
        let kept = values.get(&field.key).map(String::as_str);
        typed(field, kept.unwrap_or_default(), &organisation.locale)
    };
    asked(organisation, sent)
        .map(|field| (field.key, text(field)))
        .collect()
}

fn typed(field: &OwnField, kept: &str, locale: &Locale) -> String {
    match field.kind {
        OwnKind::Number => locale.typed_decimal(kept),
        _ => super::clean(kept),
    }
}

/// Reads what differs from `before`. A field that the form had not is left as it is.
pub fn read(
    form: &OwnTexts,
    before: &OwnTexts,
    organisation: &Organisation,
) -> (OwnChanges, OwnErrors) {
    let (mut changes, mut errors) = (OwnChanges::new(), OwnErrors::new());
    for field in &organisation.customer_fields {
        let Some(text) = form.get(&field.key) else {
            continue;
        };
        let old = before.get(&field.key).map_or("", String::as_str);
        if text == old {
            continue;
        }
        let locale = &organisation.locale;
        match field.read(text, locale) {
            // The same in other words: an option, as it was called when the form was opened.
            Ok(value) if typed(field, value.as_deref().unwrap_or_default(), locale) == old => {}
            Ok(value) => {
                changes.insert(field.key, value);
            }
            Err(why) => {
                errors.insert(field.key, message(why));
            }
        }
    }
    (changes, errors)
}

fn message(why: Unreadable) -> &'static str {
    match why {
        Unreadable::TooLong => "field-too-long",
        Unreadable::NoNumber => "field-number",
        Unreadable::NoDay => "field-date",
        Unreadable::NeitherYesNorNo | Unreadable::NoOption => "field-choice",
    }
}

/// A customer's `custom` with these changes; `None` where there is none.
pub fn over(custom: Option<&Value>, changes: OwnChanges) -> Option<Value> {
    if changes.is_empty() {
        return None;
    }
    let mut values: Map<String, Value> = custom
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    for (key, value) in changes {
        match value {
            Some(text) => values.insert(key.to_string(), Value::String(text)),
            None => values.remove(&key.to_string()),
        };
    }
    Some(Value::Object(values))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn organisation() -> Organisation {
        let field = |number, kind, is_retired| OwnField {
            key: OwnKey(number),
            name: format!("Campo {number}"),
            kind,
            options: vec!["Suave".into(), "Firme".into()],
            is_retired,
            was: Vec::new(),
        };
        Organisation {
            customer_fields: vec![
                field(1, OwnKind::Text, false),
                field(2, OwnKind::Number, false),
                field(3, OwnKind::Choice, false),
                field(4, OwnKind::Text, true),
            ],
            ..Organisation::default()
        }
    }

    fn typed(texts: &[(u16, &str)]) -> OwnTexts {
        let text = |(number, text): &(u16, &str)| (OwnKey(*number), (*text).to_owned());
        texts.iter().map(text).collect()
    }

    #[test]
    fn what_is_kept_is_shown_as_it_is_typed_and_read_back_as_no_change() {
        let custom = json!({ "x2": "1234.5", "x4": "antes", "color": "azul" });
        let form = shown(&custom, &organisation(), &OwnTexts::new());
        assert_eq!(form, typed(&[(1, ""), (2, "1234,5"), (3, "")]));
        let (changes, errors) = read(&form, &form, &organisation());
        assert!(changes.is_empty() && errors.is_empty());
        assert_eq!(over(Some(&custom), changes), None);
    }

    #[test]
    fn what_an_option_was_called_before_is_no_change() {
        let mut organisation = organisation();
        organisation.customer_fields[2].was = vec![("Dura".into(), "Firme".into())];
        let before = typed(&[(2, "1234,5"), (3, "Firme")]);
        let (changes, errors) = read(
            &typed(&[(2, "1.234,50"), (3, "Dura")]),
            &before,
            &organisation,
        );
        assert!(changes.is_empty() && errors.is_empty());
        let (changes, _) = read(
            &typed(&[(3, "Firme")]),
            &typed(&[(3, "Dura")]),
            &organisation,
        );
        assert_eq!(changes[&OwnKey(3)].as_deref(), Some("Firme"));
    }

    #[test]
    fn everything_wrong_is_told_beside_what_is_right() {
        let long = "x".repeat(501);
        let form = typed(&[(1, long.as_str()), (2, "doce"), (3, "suave"), (5, "no")]);
        let (changes, errors) = read(&form, &OwnTexts::new(), &organisation());
        assert_eq!(
            errors,
            OwnErrors::from([(OwnKey(1), "field-too-long"), (OwnKey(2), "field-number")])
        );
        assert_eq!(
            changes,
            OwnChanges::from([(OwnKey(3), Some("Suave".to_owned()))])
        );
    }

    #[test]
    fn an_emptied_field_goes_and_what_the_form_had_not_stays() {
        let custom = json!({ "x1": "Lavanda", "x2": "3", "x4": "antes", "color": "azul" });
        let before = shown(&custom, &organisation(), &OwnTexts::new());
        let form = typed(&[(1, ""), (3, "Firme")]);
        let (changes, _) = read(&form, &before, &organisation());
        assert_eq!(
            over(Some(&custom), changes),
            Some(json!({ "x2": "3", "x3": "Firme", "x4": "antes", "color": "azul" }))
        );
    }

    #[test]
    fn what_a_form_has_of_a_field_that_was_retired_meanwhile_is_read() {
        let custom = json!({ "x1": "Lavanda", "x4": "antes" });
        let as_it_was = typed(&[(1, "Lavanda"), (4, "antes")]);
        let before = shown(&custom, &organisation(), &as_it_was);
        let (changes, _) = read(&as_it_was, &before, &organisation());
        assert!(changes.is_empty());
        let (changes, _) = read(&typed(&[(4, "después")]), &before, &organisation());
        assert_eq!(
            over(Some(&custom), changes),
            Some(json!({ "x1": "Lavanda", "x4": "después" }))
        );
    }
}
