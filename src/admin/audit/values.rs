//! How a stored value is written for a reader.

use serde_json::Value;

use crate::web::{Page, i18n};

/// Longer values (a mail's body) are cut: the page tells what changed, the record has the rest.
const LENGTH_MAX: usize = 160;
/// Actions never record secrets. If one ever does, it must not be on a page as well.
const SECRET_WORDS: [&str; 4] = ["password", "token", "secret", "hash"];

/// The value in words, as much as a page has room for; empty for nothing.
pub fn text(page: &Page, field: &str, value: Option<&Value>) -> String {
    shortened(whole_text(page, field, value))
}

/// All of it.
pub fn whole_text(page: &Page, field: &str, value: Option<&Value>) -> String {
    if SECRET_WORDS.iter().any(|word| field.contains(word)) {
        return "•••".to_owned();
    }
    match value {
        Some(Value::String(word)) => worded(page, field, word),
        other => plain(page, other.unwrap_or(&Value::Null)),
    }
}

/// A word of a fixed set (`role`: `staff`) as it is called on the other pages.
fn worded(page: &Page, field: &str, word: &str) -> String {
    let key = format!("{field}-{word}");
    if i18n::has(page.language, &key) {
        page.t(&key)
    } else {
        word.to_owned()
    }
}

fn plain(page: &Page, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => page.t("yes"),
        Value::Bool(false) => page.t("no"),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| plain(page, item)).collect();
            items.join(", ")
        }
        Value::Object(_) => value.to_string(),
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
    use actix_web::test::TestRequest;
    use serde_json::json;

    fn written(field: &str, value: Value) -> String {
        let page = Page::bare(&TestRequest::default().to_http_request());
        text(&page, field, Some(&value))
    }

    #[test]
    fn values_are_written_for_people() {
        assert_eq!(written("city", json!("Osorno")), "Osorno");
        assert_eq!(written("role", json!("sales")), "Ventas");
        assert_eq!(written("active", json!(true)), "Sí");
        assert_eq!(written("tags", json!(["a", 2])), "a, 2");
        assert_eq!(written("city", Value::Null), "");
        assert_eq!(
            written("offer", json!({"percent": 10})),
            r#"{"percent":10}"#
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
    }
}
