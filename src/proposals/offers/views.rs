use askama::Template;

use super::forms::{Line, OffersForm};
use crate::proposals::engine::facts::offer_limit;
use crate::web::Page;

#[derive(Template)]
#[template(path = "proposals/offers.html")]
pub struct OffersPage {
    pub page: Page,
    pub form: OffersForm,
    /// The key of what is wrong with the whole.
    pub problem: Option<&'static str>,
}

impl OffersPage {
    fn has_errors(&self) -> bool {
        self.form.lines.iter().any(|line| !line.errors.is_empty())
    }

    fn limit(&self, line: &Line) -> i32 {
        offer_limit(line.segment, &self.page.organisation.offer_limits)
    }

    fn limit_help(&self, line: &Line) -> String {
        self.page.tn("offers-limit-help", self.limit(line))
    }

    fn err(&self, line: &Line, field: &str) -> String {
        match line.errors.get(field) {
            Some(key @ "offer-over-organisation") => self.page.tn(key, self.limit(line)),
            _ => self.page.err(&line.errors, field),
        }
    }
}
