use serde::Deserialize;

use super::model::{Contact, ContactFields};
use crate::customers::forms::{LINE_MAX, NOTES_MAX, clean, read_email, short};
use crate::customers::reading;
use crate::web::FieldErrors;

/// As typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    pub name: String,
    pub role: String,
    pub email: String,
    pub phone: String,
    pub notes: String,
    /// Of the row that is changed.
    pub version: i32,
}

impl ContactForm {
    pub fn of(contact: &Contact) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            name: contact.name.clone(),
            role: text(&contact.role),
            email: text(&contact.email),
            phone: text(&contact.phone),
            notes: text(&contact.notes),
            version: contact.version,
        }
    }

    /// Reads what was typed, all errors at once; `country` is ours, ISO 3166 alpha-2.
    pub fn read(&self, country: &str) -> Result<ContactFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = match clean(&self.name) {
            name if name.is_empty() => Err("field-required"),
            name => short(&name, LINE_MAX),
        };
        let name = errors.check("name", name);
        let role = optional(&mut errors, "role", &self.role, |text| short(text, LINE_MAX));
        let email = optional(&mut errors, "email", &self.email, read_email);
        let phone = optional(&mut errors, "phone", &self.phone, |text| {
            reading::phone(text, None, country).ok_or("field-phone")
        });
        let notes = optional(&mut errors, "notes", &self.notes, |text| short(text, NOTES_MAX));
        match name.filter(|_| errors.is_empty()) {
            Some(name) => Ok(ContactFields {
                name,
                role,
                email,
                phone_e164: phone.as_ref().map(|phone| phone.e164.clone()),
                phone: phone.map(|phone| phone.typed),
                notes,
            }),
            None => Err(errors),
        }
    }
}

fn optional<T>(
    errors: &mut FieldErrors,
    field: &'static str,
    typed: &str,
    read: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Option<T> {
    let text = clean(typed);
    match text.is_empty() {
        true => None,
        false => errors.check(field, read(&text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_needs_a_name_and_nothing_else() {
        let form = ContactForm {
            name: " Rosa  ".into(),
            phone: "9 1234 5678".into(),
            ..ContactForm::default()
        };
        let fields = form.read("CL").unwrap();
        assert_eq!(fields.name, "Rosa");
        assert_eq!(fields.phone_e164.as_deref(), Some("+56912345678"));
        assert_eq!(fields.email, None);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let form = ContactForm {
            email: "no".into(),
            phone: "1".into(),
            ..ContactForm::default()
        };
        let errors = form.read("CL").unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["email", "name", "phone"]);
    }
}
