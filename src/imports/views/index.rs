use askama::Template;

use super::{badge_of, last_page, state_text};
use crate::imports::figures::{self, Cells};
use crate::imports::model::Listed;
use crate::imports::queries::steps::PAGE;
use crate::web::Page;

#[derive(Template)]
#[template(path = "imports/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub rows: Vec<Listed>,
    pub number: i64,
    pub total: i64,
    /// The key of what is wrong with the file that was sent.
    pub error: Option<&'static str>,
}

impl IndexPage {
    fn err(&self) -> String {
        self.error.map(|key| self.page.t(key)).unwrap_or_default()
    }

    fn badge_kind(&self, row: &Listed) -> &'static str {
        badge_of(row.state)
    }

    fn cells(&self, row: &Listed) -> Cells {
        figures::of_listed(&self.page, row)
    }

    fn state(&self, row: &Listed) -> String {
        state_text(&self.page, row.state)
    }

    fn last(&self) -> i64 {
        last_page(self.total)
    }

    fn range(&self) -> String {
        let first = (self.number - 1) * PAGE + 1;
        self.page.tv3(
            "import-range",
            ("from", self.page.number(first.min(self.total))),
            ("to", self.page.number((self.number * PAGE).min(self.total))),
            ("total", self.page.number(self.total)),
        )
    }
}
