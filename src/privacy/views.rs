use askama::Template;

use super::queries::{Alike, Erasing};
use crate::customers::Customer;
use crate::domain::Capability;
use crate::web::Page;

/// What is held of a person, and what they may ask for.
#[derive(Template)]
#[template(path = "privacy/show.html")]
pub struct PrivacyPage {
    pub page: Page,
    pub customer: Customer,
    pub erasing: Erasing,
    /// Name and number of rows of each section.
    pub sections: Vec<(&'static str, i64)>,
}

impl PrivacyPage {
    fn crumb(&self) -> (String, String) {
        crumb(&self.page, &self.customer)
    }

    /// Why it was given up.
    fn failure(&self) -> String {
        match (self.customer.erased_at, self.erasing.was_busy) {
            (Some(_), _) => self.page.t("privacy-not-kept"),
            (None, true) => self.page.t("privacy-busy"),
            (None, false) => self.page.t("privacy-erasing-failed"),
        }
    }

    fn may_erase(&self) -> bool {
        self.page.may(Capability::Erase) && self.customer.erased_at.is_none()
    }
}

/// What goes and what stays, before it is done.
#[derive(Template)]
#[template(path = "privacy/erasure.html")]
pub struct ErasurePage {
    pub page: Page,
    pub customer: Customer,
    /// Rows that are not erased along, though they may be the same person's.
    pub alike: Vec<Alike>,
    /// Why it could not be done: the key of a text.
    pub refused: Option<&'static str>,
    pub typed: String,
}

impl ErasurePage {
    fn crumb(&self) -> (String, String) {
        crumb(&self.page, &self.customer)
    }

    /// A name that was typed wrong is told at its field, everything else above.
    fn error(&self) -> String {
        match self.refused {
            Some(key) if key == NAME_DIFFERS => self.page.t(key),
            _ => String::new(),
        }
    }

    fn notice(&self) -> Option<String> {
        let key = self.refused.filter(|key| *key != NAME_DIFFERS)?;
        Some(self.page.t(key))
    }
}

/// Address and words of the way back: who was deleted has no page of their own.
fn crumb(page: &Page, customer: &Customer) -> (String, String) {
    match customer.deleted_at {
        Some(_) => ("/customers/deleted".to_owned(), page.t("deleted-title")),
        None => (
            format!("/customers/{}", customer.id),
            customer.full_name.clone(),
        ),
    }
}

const NAME_DIFFERS: &str = "privacy-name-differs";
