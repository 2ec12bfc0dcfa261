use serde::Deserialize;

use super::model::ActivityKind;
use crate::web::FieldErrors;

/// Far more than a note needs; less than what would make a page slow.
const BODY_MAX: usize = 10_000;

#[derive(Debug, Default, Clone, Deserialize)]
pub struct ActivityForm {
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub body: String,
    /// Of the row that is changed.
    #[serde(default)]
    pub version: i32,
}

/// A form that can be stored.
pub struct Text {
    pub kind: ActivityKind,
    pub body: String,
}

impl TryFrom<&ActivityForm> for Text {
    type Error = FieldErrors;

    fn try_from(form: &ActivityForm) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let by_hand = |kind: &ActivityKind| ActivityKind::BY_HAND.contains(kind);
        let kind = form.kind.parse().ok().filter(by_hand);
        let kind = errors.check("kind", kind.ok_or("field-choice"));
        let body = errors.check("body", checked(&form.body));
        match (kind, body) {
            (Some(kind), Some(body)) => Ok(Self { kind, body }),
            _ => Err(errors),
        }
    }
}

fn checked(body: &str) -> Result<String, &'static str> {
    // Browsers send CR LF.
    let body = body.replace("\r\n", "\n").trim().to_owned();
    match body.chars().count() {
        0 => Err("field-required"),
        length if length > BODY_MAX => Err("field-too-long"),
        _ => Ok(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(kind: &str, body: &str) -> ActivityForm {
        ActivityForm {
            kind: kind.into(),
            body: body.into(),
            version: 1,
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let errors = Text::try_from(&form("sale", " \r\n ")).err().unwrap();
        assert_eq!(errors.get("kind"), Some("field-choice"));
        assert_eq!(errors.get("body"), Some("field-required"));
    }

    #[test]
    fn a_note_keeps_its_lines() {
        let text = Text::try_from(&form("call", " uno\r\ndos ")).ok().unwrap();
        assert_eq!(
            (text.kind, text.body.as_str()),
            (ActivityKind::Call, "uno\ndos")
        );
    }
}
