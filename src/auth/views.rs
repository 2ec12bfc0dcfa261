use askama::Template;

use super::forms::{COUNTRIES, CURRENCIES, LoginForm, PASSWORD_MIN, SetupForm, TIME_ZONES};
use crate::web::{FieldErrors, Page};

#[derive(Template)]
#[template(path = "auth/login.html")]
pub struct LoginPage {
    pub page: Page,
    pub form: LoginForm,
    /// The key of what is wrong, above the form: never which of the two fields.
    pub error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "auth/setup.html")]
pub struct SetupPage {
    pub page: Page,
    pub token: String,
    pub form: SetupForm,
    pub errors: FieldErrors,
}

impl SetupPage {
    fn countries(&self) -> Vec<(String, String)> {
        countries(&self.page)
    }

    fn currencies(&self) -> Vec<(String, String)> {
        currencies()
    }

    fn time_zones(&self) -> Vec<(String, String)> {
        time_zones()
    }

    fn password_min(&self) -> i64 {
        PASSWORD_MIN as i64
    }
}

#[derive(Template)]
#[template(path = "auth/link.html")]
pub struct LinkPage {
    pub page: Page,
    pub token: String,
    /// Whose password is chosen.
    pub email: String,
    pub is_invitation: bool,
    pub errors: FieldErrors,
}

impl LinkPage {
    fn password_min(&self) -> i64 {
        PASSWORD_MIN as i64
    }
}

#[derive(Template)]
#[template(path = "auth/account.html")]
pub struct AccountPage {
    pub page: Page,
    /// `es`, `en`, or empty for the browser's.
    pub language: String,
    pub theme: String,
    pub errors: FieldErrors,
}

impl AccountPage {
    fn password_min(&self) -> i64 {
        PASSWORD_MIN as i64
    }
}

/// Code and name in the page's language.
pub fn countries(page: &Page) -> Vec<(String, String)> {
    COUNTRIES
        .iter()
        .map(|(code, ..)| (code.to_string(), page.t(&format!("country-{code}"))))
        .collect()
}

pub fn currencies() -> Vec<(String, String)> {
    CURRENCIES
        .iter()
        .map(|code| (code.to_string(), code.to_string()))
        .collect()
}

pub fn time_zones() -> Vec<(String, String)> {
    TIME_ZONES
        .iter()
        .map(|zone| (zone.to_string(), zone.replace('_', " ")))
        .collect()
}
