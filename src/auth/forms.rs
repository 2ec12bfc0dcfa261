//! What people type to get in, and what is wrong with it.

use serde::Deserialize;

use crate::domain::{Currency, EmailAddress, Hemisphere};
use crate::web::FieldErrors;

/// Length counts more than signs do (NIST SP 800-63B).
pub const PASSWORD_MIN: usize = 10;
/// argon2 would take more; nobody types it.
const PASSWORD_MAX: usize = 200;

#[derive(Debug, Default, Deserialize)]
pub struct LoginForm {
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub next: String,
}

impl LoginForm {
    /// Where to go after signing in: a path of ours, nothing else.
    pub fn destination(&self) -> &str {
        let is_ours =
            self.next.starts_with('/') && !self.next.starts_with("//") && !self.next.contains('\\');
        if is_ours && !self.next.chars().any(char::is_control) {
            &self.next
        } else {
            "/"
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    pub current: String,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub repeated: String,
}

impl PasswordForm {
    pub fn check(&self, errors: &mut FieldErrors) {
        check_password(&self.password, &self.repeated, errors);
    }
}

#[derive(Debug, Default, Clone, Deserialize)]
pub struct SetupForm {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub repeated: String,
    #[serde(default)]
    pub organisation_name: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub time_zone: String,
}

/// A set-up form that can be stored.
pub struct Setup {
    pub name: String,
    pub email: EmailAddress,
    pub password: String,
    pub organisation_name: String,
    pub country: String,
    pub currency: Currency,
    pub locale: String,
    pub time_zone: String,
    pub hemisphere: Hemisphere,
}

impl TryFrom<&SetupForm> for Setup {
    type Error = FieldErrors;

    fn try_from(form: &SetupForm) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", present(&form.name));
        let email = errors.check(
            "email",
            EmailAddress::parse(&form.email).map_err(|_| "error-email"),
        );
        check_password(&form.password, &form.repeated, &mut errors);
        let organisation_name = errors.check("organisation_name", present(&form.organisation_name));
        let country = errors.check("country", known_country(&form.country));
        let currency = errors.check("currency", known_currency(&form.currency));
        let zone = errors.check(
            "time_zone",
            form.time_zone
                .parse::<chrono_tz::Tz>()
                .map_err(|_| "error-time-zone"),
        );
        match (name, email, organisation_name, country, currency, zone) {
            (
                Some(name),
                Some(email),
                Some(organisation_name),
                Some((country, locale, hemisphere)),
                Some(currency),
                Some(zone),
            ) if errors.is_empty() => Ok(Self {
                name,
                email,
                password: form.password.clone(),
                organisation_name,
                country: country.to_owned(),
                currency,
                locale: locale.to_owned(),
                time_zone: zone.name().to_owned(),
                hemisphere,
            }),
            _ => Err(errors),
        }
    }
}

/// Countries offered at set-up, with how figures are written there and when their summer is.
pub const COUNTRIES: [(&str, &str, Hemisphere); 8] = [
    ("CL", "es-CL", Hemisphere::Southern),
    ("AR", "es-AR", Hemisphere::Southern),
    ("CO", "es-CO", Hemisphere::Northern),
    ("ES", "es-ES", Hemisphere::Northern),
    ("MX", "es-MX", Hemisphere::Northern),
    ("PE", "es-PE", Hemisphere::Southern),
    ("US", "en-US", Hemisphere::Northern),
    ("UY", "es-UY", Hemisphere::Southern),
];
pub const CURRENCIES: [&str; 8] = ["CLP", "ARS", "COP", "EUR", "MXN", "PEN", "USD", "UYU"];
pub const TIME_ZONES: [&str; 13] = [
    "America/Santiago",
    "America/Punta_Arenas",
    "Pacific/Easter",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Lima",
    "America/Mexico_City",
    "America/Montevideo",
    "America/New_York",
    "America/Los_Angeles",
    "Atlantic/Canary",
    "Europe/Madrid",
    "UTC",
];

fn known_country(code: &str) -> Result<(&'static str, &'static str, Hemisphere), &'static str> {
    COUNTRIES
        .into_iter()
        .find(|(known, ..)| *known == code)
        .ok_or("error-country")
}

/// The standard also has codes for gold, for tests and for no currency at all.
fn known_currency(code: &str) -> Result<Currency, &'static str> {
    let offered = CURRENCIES.contains(&code).then(|| code.parse().ok());
    offered.flatten().ok_or("error-currency")
}

fn present(value: &str) -> Result<String, &'static str> {
    let value = value.trim();
    if value.is_empty() {
        Err("error-required")
    } else {
        Ok(value.to_owned())
    }
}

fn check_password(password: &str, repeated: &str, errors: &mut FieldErrors) {
    match password.chars().count() {
        length if length < PASSWORD_MIN => errors.add("password", "error-password-short"),
        length if length > PASSWORD_MAX => errors.add("password", "error-password-long"),
        _ if password != repeated => errors.add("repeated", "error-password-differs"),
        _ => {}
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct PreferencesForm {
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub theme: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_only_a_path_of_ours_is_followed() {
        let to = |next: &str| {
            LoginForm {
                next: next.into(),
                ..Default::default()
            }
            .destination()
            .to_owned()
        };
        assert_eq!(to("/customers?q=ana"), "/customers?q=ana");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "customers",
            "/a\r\nb",
        ] {
            assert_eq!(to(foreign), "/");
        }
    }

    #[test]
    fn an_empty_set_up_form_has_an_error_at_every_field() {
        let errors = Setup::try_from(&SetupForm::default()).err().unwrap();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                "country",
                "currency",
                "email",
                "name",
                "organisation_name",
                "password",
                "time_zone"
            ]
        );
    }
}
