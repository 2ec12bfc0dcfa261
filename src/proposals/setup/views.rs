use askama::Template;

use super::forms::EngineForm;
use crate::proposals::views::dollars;
use crate::proposals::voice::Kept;
use crate::web::{FieldErrors, Page};

#[derive(Template)]
#[template(path = "proposals/setup.html")]
pub struct SetupPage {
    pub page: Page,
    pub form: EngineForm,
    pub errors: FieldErrors,
    /// What models have cost this month, in millionths of a dollar.
    pub spent: i64,
    /// The newest first.
    pub examples: Vec<Kept>,
}

impl SetupPage {
    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn spent(&self) -> String {
        let spent = dollars(&self.page.organisation.locale, self.spent);
        self.page.tv("models-spent", "cost", spent)
    }
}
