//! The JSON object in a text that should have been nothing else.

use serde_json::{Map, Value};

/// The first balanced object: models put it between fences or sentences, with braces of their own in the prose. `None`
/// without one; one that is cut off does not count.
pub fn find_object(text: &str) -> Option<Map<String, Value>> {
    text.match_indices('{')
        .filter_map(|(start, _)| {
            let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter();
            match values.next() {
                Some(Ok(Value::Object(fields))) => Some(fields),
                _ => None,
            }
        })
        // `{}` in prose is balanced as well.
        .find(|fields| !fields.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Option<String> {
        find_object(text).map(|fields| Value::Object(fields).to_string())
    }

    #[test]
    fn fences_sentences_and_braces_in_them_are_passed_over() {
        let object = r#"{"a":"}","b":{"c":1}}"#;
        for text in [
            object.to_owned(),
            format!("Claro:\n```json\n{object}\n```\n¿Algo más?"),
            format!("El {{nombre}} y {{}} van aparte. {object} Fin }}"),
            format!("\n\n\n{object}"),
        ] {
            assert_eq!(found(&text).as_deref(), Some(object), "{text}");
        }
    }

    #[test]
    fn what_is_cut_off_or_no_object_is_nothing() {
        for text in ["", "Hola", r#"{"a": "#, "[1, 2]", "{}", "{nombre}"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,200}") {
            find_object(&text);
        }
    }
}
