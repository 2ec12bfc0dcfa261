use askama::Template;

use super::queries::Erasing;
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
    /// Who was deleted has no page of their own.
    fn person_href(&self) -> String {
        match self.customer.deleted_at {
            Some(_) => "/customers/deleted".to_owned(),
            None => format!("/customers/{}", self.customer.id),
        }
    }

    fn person_label(&self) -> String {
        match self.customer.deleted_at {
            Some(_) => self.page.t("deleted-title"),
            None => self.customer.full_name.clone(),
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
    /// Why it could not be done: the key of a text.
    pub refused: Option<&'static str>,
    pub typed: String,
}

impl ErasurePage {
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

const NAME_DIFFERS: &str = "privacy-name-differs";
