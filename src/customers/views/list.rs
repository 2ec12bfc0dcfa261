use askama::Template;

use super::row::RowView;
use crate::customers::filters::{COUNT_LIMIT, Filters, LAST_PAGE, PAGE_SIZE};
use crate::customers::queries::{Choice, Count, Row};
use crate::customers::search::Typed;
use crate::web::Page;

#[derive(Template)]
#[template(path = "customers/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub found: List,
}

/// What a search while typing replaces.
#[derive(Template)]
#[template(path = "customers/_part.html")]
pub struct ResultsPart {
    pub page: Page,
    pub found: List,
}

/// Who may be meant by what was typed in a form so far.
#[derive(Template)]
#[template(path = "customers/_found.html")]
pub struct LookupPart {
    pub page: Page,
    pub typed: String,
    pub found: Vec<Row>,
}

/// The list with its state.
pub struct List {
    pub filters: Filters,
    pub rows: Vec<RowView>,
    pub count: Count,
    /// "3.053 clientes"
    pub summary: String,
    /// What filters offer, and the saved lists.
    pub choices: Vec<Choice>,
}

/// The head of a column.
pub struct Head {
    pub label: String,
    /// The order by it, or nothing.
    pub sort: String,
    pub class: &'static str,
}

impl List {
    pub fn new(
        page: &Page,
        filters: Filters,
        rows: Vec<Row>,
        count: Count,
        choices: Vec<Choice>,
    ) -> Self {
        let search = match &filters.typed {
            Typed::Search(search) => Some(search),
            _ => None,
        };
        let rows = rows
            .into_iter()
            .map(|row| RowView::new(page, row, search).with_cells(page, &filters.columns))
            .collect();
        let summary = match count {
            Count::Exactly(n) => page.tn("count-customers", n),
            Count::Many => page.tv("customers-many", "count", page.number(COUNT_LIMIT)),
        };
        Self {
            filters,
            rows,
            count,
            summary,
            choices,
        }
    }

    pub fn is_too_short(&self) -> bool {
        self.filters.typed == Typed::TooShort
    }

    /// Whether some were found only by a name that is like what was typed.
    pub fn has_similar(&self) -> bool {
        self.rows.iter().any(|view| view.row.is_similar)
    }

    pub fn last_page(&self) -> i64 {
        let pages = (self.count.at_least() + PAGE_SIZE - 1) / PAGE_SIZE;
        pages.min(LAST_PAGE)
    }

    /// Whether there is more than pages can show.
    pub fn has_more(&self) -> bool {
        self.filters.page == LAST_PAGE && self.count.at_least() > COUNT_LIMIT
    }

    /// "51–100 de 3.053"
    pub fn range(&self, page: &Page) -> String {
        let first = (self.filters.page - 1) * PAGE_SIZE + 1;
        let total = match self.count {
            Count::Exactly(n) => page.number(n),
            Count::Many => page.tv("customers-more-than", "count", page.number(COUNT_LIMIT)),
        };
        page.tv3(
            "customers-range",
            ("from", page.number(first)),
            ("to", page.number(first + self.rows.len() as i64 - 1)),
            ("total", total),
        )
    }

    pub fn sort(&self) -> String {
        let order = self.filters.order();
        order.map(|sort| sort.to_string()).unwrap_or_default()
    }

    pub fn sort_base(&self) -> String {
        self.filters.base_without(&["sort"])
    }

    pub fn page_base(&self) -> String {
        self.filters.base_without(&[])
    }
}

/// The options and what is asked for, though it cannot be chosen any more: a form without it would drop it.
pub fn with_asked(
    page: &Page,
    mut options: Vec<(String, String)>,
    asked: &str,
) -> Vec<(String, String)> {
    let is_known = asked.is_empty() || options.iter().any(|(value, _)| value == asked);
    if !is_known {
        options.push((asked.to_owned(), gone_text(page, asked)));
    }
    options
}

/// "Masajes (ya no existe)"
pub fn gone_text(page: &Page, value: &str) -> String {
    page.tv("customers-choice-gone", "value", value)
}

/// The values with their texts, of which `prefix` is the beginning of the key.
pub fn options<T: ToString>(page: &Page, prefix: &str, values: &[T]) -> Vec<(String, String)> {
    values
        .iter()
        .map(|value| {
            let value = value.to_string();
            let text = page.t(&format!("{prefix}{value}"));
            (value, text)
        })
        .collect()
}
