use askama::Template;

use super::forms::KeyForm;
use super::model::Key;
use crate::domain::Scope;
use crate::web::{FieldErrors, Page};

fn scope_text(page: &Page, scope: Scope) -> String {
    page.t(&format!("scope-{}", scope.as_str().replace(':', "-")))
}

#[derive(Template)]
#[template(path = "api_keys/index.html")]
pub struct KeysPage {
    pub page: Page,
    /// Each with who made it; nobody: the command line.
    pub keys: Vec<(Key, Option<String>)>,
}

impl KeysPage {
    fn scopes(&self, key: &Key) -> String {
        let words: Vec<_> = key.scopes.0.iter().map(|scope| scope.as_str()).collect();
        words.join(" ")
    }
}

#[derive(Template)]
#[template(path = "api_keys/new.html")]
pub struct NewKeyPage {
    pub page: Page,
    pub form: KeyForm,
    pub errors: FieldErrors,
}

impl NewKeyPage {
    /// (value, text, ticked)
    fn scopes(&self) -> Vec<(&'static str, String, bool)> {
        let row = |scope: &Scope| {
            (
                scope.as_str(),
                scope_text(&self.page, *scope),
                self.form.has(*scope),
            )
        };
        Scope::ALL.iter().map(row).collect()
    }
}

/// Shows a key, once.
#[derive(Template)]
#[template(path = "api_keys/made.html")]
pub struct MadePage {
    pub page: Page,
    pub name: String,
    pub key: String,
    /// For clients that take nothing but an address.
    pub address: String,
}
