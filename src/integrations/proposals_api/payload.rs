//! What the far side answers, as far as it can be understood.

use chrono::NaiveDate;
use serde_json::{Map, Value};

/// A proposal of the far side. Nothing in it is to be trusted: names, prices and limits are ours, text is plain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Whom it is about, in the far side's words; empty where it does not say.
    pub customer: String,
    /// One line each.
    pub insights: Vec<String>,
    pub recommendations: Vec<Recommendation>,
    pub offer: Option<Offer>,
    pub subject: String,
    /// HTML from a model.
    pub body: String,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recommendation {
    pub name: String,
    pub category: String,
    pub reason: String,
    /// Between 0 and 1.
    pub confidence: f64,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Offer {
    pub title: String,
    /// What it asks for, whatever that is.
    pub percent: i32,
    pub valid_until: Option<NaiveDate>,
}

impl Answer {
    /// Fails for what is no JSON object.
    pub fn read(body: &[u8]) -> Result<Self, serde_json::Error> {
        let fields: Map<String, Value> = serde_json::from_slice(body)?;
        let field = |name: &str| fields.get(name).unwrap_or(&Value::Null);
        let profile = field("customer_profile");
        Ok(Self {
            customer: text(profile.get("nombre").unwrap_or(&Value::Null)),
            insights: insights(field("insights")),
            recommendations: items(field("recommendations"))
                .filter_map(recommendation)
                .collect(),
            offer: field("offer").as_object().map(offer),
            subject: text(field("email_subject")),
            body: text(field("email_body")),
        })
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn insights(value: &Value) -> Vec<String> {
    let lines: Vec<String> = match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !text(value).is_empty())
            .map(|(name, value)| format!("{}: {}", title(name), text(value)))
            .collect(),
        Value::Array(lines) => lines.iter().map(text).collect(),
        other => vec![text(other)],
    };
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// `visita_media` as a person would write it.
fn title(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut chars = name.trim().chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

fn recommendation(value: &Value) -> Option<Recommendation> {
    let fields = value.as_object()?;
    let field = |name: &str| text(fields.get(name).unwrap_or(&Value::Null));
    let name = field("service_name");
    (!name.is_empty()).then(|| Recommendation {
        name,
        category: field("service_type"),
        reason: field("reason"),
        confidence: share(fields.get("confidence").unwrap_or(&Value::Null)),
    })
}

fn offer(fields: &Map<String, Value>) -> Offer {
    let field = |name: &str| fields.get(name).unwrap_or(&Value::Null);
    let percent = ["discount_percent", "discount"]
        .into_iter()
        .find_map(|name| number(field(name)));
    Offer {
        title: text(field("title")),
        percent: percent.map_or(0, whole_percent),
        valid_until: text(field("valid_until")).get(..10).and_then(date),
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

/// Some write 0.15 for 15 %.
fn whole_percent(number: f64) -> i32 {
    let percent = if number > 0.0 && number < 1.0 {
        number * 100.0
    } else {
        number
    };
    percent.round().clamp(0.0, 100.0) as i32
}

/// Some write 86 for 0.86.
fn share(value: &Value) -> f64 {
    let number = number(value).unwrap_or(0.0);
    let share = if number > 1.0 { number / 100.0 } else { number };
    share.clamp(0.0, 1.0)
}

/// A number, also one in quotation marks or with a percent sign.
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text
            .trim()
            .trim_end_matches('%')
            .trim()
            .replace(',', ".")
            .parse()
            .ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

/// A text on one line or many, without control characters, which PostgreSQL or a mail would refuse.
fn text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let is_shown = |c: &char| !c.is_control() || *c == '\n';
    text.chars()
        .filter(is_shown)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// What an error says of itself: FastAPI's `detail`, a text or a list; of a page nothing.
pub(super) fn error_detail(body: &[u8]) -> String {
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
        return "without an explanation".to_owned();
    };
    let detail = fields.get("detail").unwrap_or(&Value::Null);
    let lines: Vec<String> = match detail {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| item.get("msg"))
            .map(text)
            .collect(),
        other => vec![text(other)],
    };
    lines.join("; ").chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Answer {
        Answer::read(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn every_part_may_be_missing_or_of_another_type() {
        assert_eq!(read(json!({})), Answer::default());
        let odd = json!({
            "insights": 7, "recommendations": {"service_name": "Tina"}, "offer": "10 %",
            "email_subject": null, "email_body": ["<p>Hola</p>"]
        });
        let answer = read(odd);
        assert_eq!(answer.insights, ["7"]);
        assert!(answer.recommendations.is_empty() && answer.offer.is_none());
        assert!(answer.subject.is_empty() && answer.body.is_empty());
    }

    #[test]
    fn figures_are_understood_however_they_are_written() {
        let percent = |discount: Value| read(json!({"offer": {"discount": discount}})).offer;
        for discount in [json!(15), json!("15%"), json!(0.15), json!("15,0")] {
            assert_eq!(percent(discount.clone()).unwrap().percent, 15, "{discount}");
        }
        assert_eq!(percent(Value::Null).unwrap().percent, 0);
        let confidence = |value: Value| {
            read(json!({"recommendations": [{"service_name": "Tina", "confidence": value}]}))
                .recommendations
                .remove(0)
                .confidence
        };
        assert_eq!(confidence(json!("0.86")), 0.86);
        assert_eq!(confidence(json!(86)), 0.86);
        assert_eq!(confidence(json!(-3)), 0.0);
        assert_eq!(confidence(Value::Null), 0.0);
    }

    #[test]
    fn an_error_explains_itself_in_a_text_or_a_list() {
        assert_eq!(
            error_detail(br#"{"detail":"Invalid API key"}"#),
            "Invalid API key"
        );
        assert_eq!(
            error_detail(br#"{"detail":[{"msg":"a"},{"msg":"b"}]}"#),
            "a; b"
        );
        assert_eq!(
            error_detail(b"<!DOCTYPE html><html>"),
            "without an explanation"
        );
    }

    #[test]
    fn control_characters_are_dropped() {
        let answer = read(json!({"email_subject": "Hola\u{0}\u{7}\r\nAna"}));
        assert_eq!(answer.subject, "Hola\nAna");
    }
}
