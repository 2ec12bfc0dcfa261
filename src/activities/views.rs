use askama::Template;

use super::forms::ActivityForm;
use super::model::ActivityKind;
use crate::domain::CustomerId;
use crate::web::{FieldErrors, Page};

/// The form on a page of its own: to change a note, and where a new one could not be stored.
#[derive(Template)]
#[template(path = "activities/form.html")]
pub struct FormPage {
    pub page: Page,
    pub customer: CustomerId,
    pub customer_name: String,
    /// Where the form is sent.
    pub action: String,
    pub is_new: bool,
    /// What the note says by now, where it was changed meanwhile.
    pub now: Option<String>,
    pub form: ActivityForm,
    pub errors: FieldErrors,
}

impl FormPage {
    fn title(&self) -> String {
        let key = if self.is_new {
            "activity-new"
        } else {
            "activity-edit"
        };
        self.page.t(key)
    }

    fn customer_href(&self) -> String {
        format!("/customers/{}", self.customer)
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        let named = |kind: ActivityKind| (kind.as_str(), self.page.t(&format!("activity-{kind}")));
        ActivityKind::BY_HAND.into_iter().map(named).collect()
    }
}
