use askama::Template;

use super::{CardView, LIST, is_late, money, owners, places, stages};
use crate::customers::queries::Named;
use crate::opportunities::forms::list::{CLOSING, Filter, ListQuery, OPEN, WON_NOW};
use crate::opportunities::model::{Card, Stage};
use crate::opportunities::queries::list::{COUNT_LIMIT, PAGE};
use crate::users::User;
use crate::web::Page;

/// A page beyond it asks to filter.
const LAST_PAGE: i64 = 200;

/// The last page that so many rows have.
pub fn last_page(total: i64) -> i64 {
    ((total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
}

#[derive(Template)]
#[template(path = "opportunities/list.html")]
pub struct ListPage {
    pub page: Page,
    query: ListQuery,
    filter: Filter,
    /// Whose alone are shown.
    customer: Option<Named>,
    rows: Vec<CardView>,
    number: i64,
    total: i64,
    owners: Vec<(String, String)>,
}

impl ListPage {
    pub fn new(
        page: Page,
        (query, filter, customer): (ListQuery, Filter, Option<Named>),
        rows: Vec<Card>,
        (number, total): (i64, i64),
        people: &[User],
    ) -> Self {
        let view = |card: Card| CardView {
            value: money(&page, card.value, card.currency),
            is_moved: false,
            is_late: is_late(&card, page.today),
            is_first: false,
            is_last: false,
            card,
        };
        let rows = rows.into_iter().map(view).collect();
        Self {
            owners: owners(&page, people),
            page,
            query,
            filter,
            customer,
            rows,
            number,
            total,
        }
    }

    fn places(&self) -> Vec<(String, String, bool)> {
        places(&self.page, &self.query, LIST)
    }

    fn stages(&self) -> Vec<(String, String)> {
        let several = [
            (OPEN, "opportunities-open"),
            (CLOSING, "opportunities-closing"),
            (WON_NOW, "opportunities-won-now"),
        ];
        let several = several.map(|(word, key)| (word.to_owned(), self.page.t(key)));
        let each = stages(&self.page, Stage::ALL);
        several.into_iter().chain(each).collect()
    }

    /// The list of everybody's.
    fn of_everybody(&self) -> String {
        self.query.address(LIST, &["customer"])
    }

    fn sort(&self) -> String {
        self.filter.sort.to_string()
    }

    fn is_narrowed(&self) -> bool {
        self.filter.is_narrow()
    }

    fn sort_base(&self) -> String {
        with_joint(self.query.address(LIST, &["sort"]))
    }

    fn base(&self) -> String {
        with_joint(self.query.address(LIST, &[]))
    }

    fn last(&self) -> i64 {
        last_page(self.total)
    }

    fn range(&self) -> String {
        let from = (self.number - 1) * PAGE + 1;
        let to = from + self.rows.len() as i64 - 1;
        let total = match self.total > COUNT_LIMIT {
            true => {
                let limit = self.page.number(COUNT_LIMIT);
                self.page.tv("opportunities-more-than", "count", limit)
            }
            false => self.page.number(self.total),
        };
        self.page.tv3(
            "opportunities-range",
            ("from", self.page.number(from)),
            ("to", self.page.number(to)),
            ("total", total),
        )
    }
}

fn with_joint(address: String) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}")
}
