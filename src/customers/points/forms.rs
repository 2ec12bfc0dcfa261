use serde::Deserialize;

use super::model::{PointFields, PointKind, value_key};
use crate::customers::forms::{clean, read_email, short};
use crate::customers::reading;
use crate::web::FieldErrors;

/// Longer than any address of a person.
pub const VALUE_MAX: usize = 300;

/// As typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PointForm {
    pub kind: String,
    pub value: String,
    /// Ticked: the one to use first.
    pub primary: String,
    /// Of the row that is changed.
    pub version: i32,
}

impl PointForm {
    /// Reads what was typed; `country` is ours, ISO 3166 alpha-2.
    pub fn read(&self, country: &str) -> Result<PointFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind: Option<PointKind> = errors.check("kind", self.kind.parse().map_err(|_| "field-choice"));
        let typed = clean(&self.value);
        let value = match kind {
            _ if typed.is_empty() => Err("field-required"),
            Some(PointKind::Email) => read_email(&typed),
            Some(PointKind::Phone | PointKind::Mobile) => {
                let phone = reading::phone(&typed, None, country).ok_or("field-phone");
                phone.map(|phone| phone.typed)
            }
            _ => short(&typed, VALUE_MAX),
        };
        let value = errors.check("value", value);
        match (kind, value) {
            (Some(kind), Some(value)) => Ok(PointFields {
                kind,
                value_key: value_key(kind, &value, country),
                value,
                is_primary: !self.primary.is_empty(),
                verified_at: None,
            }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &str, value: &str) -> Result<PointFields, FieldErrors> {
        let form = PointForm {
            kind: kind.into(),
            value: value.into(),
            ..PointForm::default()
        };
        form.read("CL")
    }

    #[test]
    fn a_channel_is_read_by_its_kind() {
        let mobile = read("mobile", " 9 1234 5678 ").unwrap();
        assert_eq!(mobile.value, "9 1234 5678");
        assert_eq!(mobile.value_key.as_deref(), Some("+56912345678"));
        assert_eq!(read("address", "Calle 1").unwrap().value_key, None);
    }

    #[test]
    fn each_wrong_field_is_named() {
        for (kind, value, field, key) in [
            ("email", "sin correo", "value", "field-email"),
            ("phone", "123", "value", "field-phone"),
            ("address", " ", "value", "field-required"),
            ("fax", "1", "kind", "field-choice"),
        ] {
            let errors = read(kind, value).unwrap_err();
            assert_eq!(errors.get(field), Some(key), "{kind} {value}");
        }
    }
}
