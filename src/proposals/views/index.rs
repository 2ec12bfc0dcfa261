use askama::Template;

use super::StateBadge;
use crate::proposals::model::{Listed, State};
use crate::proposals::queries::{COUNT_LIMIT, PAGE};
use crate::web::{Page, query};

/// A page beyond it asks to filter.
const LAST_PAGE: i64 = 200;

/// The last page of so many proposals.
pub fn last_page(total: i64) -> i64 {
    ((total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
}

#[derive(Template)]
#[template(path = "proposals/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub rows: Vec<Listed>,
    pub state: Option<State>,
    pub number: i64,
    /// Up to the counting limit and one more.
    pub total: i64,
}

impl IndexPage {
    fn states(&self) -> Vec<(String, String)> {
        let shown = State::ALL.iter().filter(|state| **state != State::Approved);
        shown
            .map(|state| {
                (
                    state.to_string(),
                    self.page.t(&format!("proposal-state-{state}")),
                )
            })
            .collect()
    }

    fn chosen(&self) -> &'static str {
        self.state.map_or("", State::as_str)
    }

    fn badge(&self, row: &Listed) -> StateBadge {
        StateBadge::new(&self.page, row.state())
    }

    fn engine_name(&self, row: &Listed) -> String {
        let engine = row.head.engine.unwrap_or(row.head.engine_asked);
        self.page.t(&format!("engine-{engine}"))
    }

    fn last(&self) -> i64 {
        last_page(self.total)
    }

    fn base(&self) -> String {
        match self.state {
            Some(state) => format!("{}&", query("/proposals", &[("state", state.as_str())])),
            None => "/proposals?".to_owned(),
        }
    }

    fn range(&self) -> String {
        let from = (self.number - 1) * PAGE + 1;
        let to = from + self.rows.len() as i64 - 1;
        let total = match self.total > COUNT_LIMIT {
            true => self
                .page
                .tv("proposals-more-than", "n", self.page.number(COUNT_LIMIT)),
            false => self.page.number(self.total),
        };
        self.page.tv3(
            "proposals-range",
            ("from", self.page.number(from)),
            ("to", self.page.number(to)),
            ("total", total),
        )
    }
}
