use askama::Template;

use super::forms::ContactForm;
use crate::domain::{ContactId, CustomerId};
use crate::web::{FieldErrors, Page};

/// The form of one person.
#[derive(Template)]
#[template(path = "customers/people/form.html")]
pub struct FormPage {
    pub page: Page,
    /// With their name.
    pub customer: (CustomerId, String),
    /// `None` for a new one.
    pub contact: Option<ContactId>,
    /// Somebody else changed the row meanwhile.
    pub is_overtaken: bool,
    pub form: ContactForm,
    pub errors: FieldErrors,
}

impl FormPage {
    fn title(&self) -> String {
        let key = match self.contact {
            Some(_) => "person-edit",
            None => "person-new",
        };
        self.page.t(key)
    }

    fn action(&self) -> String {
        let customer = self.customer.0;
        match self.contact {
            Some(contact) => format!("/customers/{customer}/people/{contact}"),
            None => format!("/customers/{customer}/people"),
        }
    }

    fn customer_href(&self) -> String {
        format!("/customers/{}", self.customer.0)
    }
}
