use askama::Template;
use chrono::NaiveDate;

use super::forms::{CustomerHistoryQuery, HistoryQuery};
use super::model::ListedService;
use super::queries::CategoryYear;
use super::totals::Totals;
use crate::domain::{Capability, CustomerId, Season, ServiceId};
use crate::services::Service;
use crate::web::{Page, Pages, query};

/// A page of rows, and what the whole list adds up to.
pub struct Rows {
    /// Dated after the business day, the nearest first: they count nowhere yet.
    upcoming: Vec<ListedService>,
    has_more_upcoming: bool,
    rows: Vec<ListedService>,
    totals: Totals,
    pages: Pages,
}

impl Rows {
    pub fn new(found: Vec<ListedService>, totals: Totals, today: NaiveDate, pages: Pages) -> Self {
        let (mut upcoming, rows): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|row| row.date > today);
        upcoming.reverse();
        let has_more_upcoming = upcoming.len() > Pages::ROWS as usize;
        upcoming.truncate(Pages::ROWS as usize);
        Self {
            upcoming,
            has_more_upcoming,
            rows,
            totals,
            pages,
        }
    }

    /// Whether this is the last page and there are rows that no page reaches.
    fn is_cut(&self) -> bool {
        self.pages.is_cut() && self.pages.number() == self.pages.last()
    }
}

/// `/history`: all services.
#[derive(Template)]
#[template(path = "history/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub filter: HistoryQuery,
    pub services: Vec<Service>,
    pub list: Rows,
}

impl IndexPage {
    fn money(&self) -> bool {
        self.page.may(Capability::MoneyTotals)
    }

    fn season(&self, date: &NaiveDate) -> Season {
        Season::of(*date, self.page.organisation.hemisphere)
    }

    fn service_choices(&self) -> Vec<(String, String)> {
        let choice = |service: &Service| (service.id.to_string(), service.name.clone());
        self.services.iter().map(choice).collect()
    }

    fn category_choices(&self) -> Vec<(&str, &str)> {
        named(
            self.services
                .iter()
                .map(|service| service.category.as_str()),
        )
    }

    fn has_filter(&self) -> bool {
        !self.pairs("").is_empty()
    }

    /// The filter as an address has it, without one of its parts.
    fn pairs(&self, without: &str) -> Vec<(&'static str, &str)> {
        let all = [
            ("from", self.filter.from.as_str()),
            ("to", &self.filter.to),
            ("service", &self.filter.service),
            ("category", &self.filter.category),
        ];
        given(all, without)
    }

    fn pager_base(&self) -> String {
        base(query("/history", &self.pairs("")))
    }

    /// Each filter that is on: in words, and the address without it.
    fn chips(&self) -> Vec<(String, String)> {
        let chip = |(name, value): (&'static str, &str)| {
            (
                self.words(name, value),
                query("/history", &self.pairs(name)),
            )
        };
        self.pairs("").into_iter().map(chip).collect()
    }

    fn words(&self, name: &str, value: &str) -> String {
        match (name, value.parse::<NaiveDate>()) {
            ("from" | "to", Ok(date)) => {
                let key = format!("history-chip-{name}");
                self.page.tv(&key, "date", self.page.date(&date))
            }
            ("service", _) => self.service_name(value),
            _ => value.to_owned(),
        }
    }

    fn service_name(&self, id: &str) -> String {
        let id: Option<ServiceId> = id.parse().ok();
        let found = self.services.iter().find(|service| Some(service.id) == id);
        found.map_or_else(|| self.page.t("unknown"), |service| service.name.clone())
    }
}

/// `/customers/{id}/history`: what one customer took.
#[derive(Template)]
#[template(path = "history/customer.html")]
pub struct CustomerPage {
    pub page: Page,
    pub customer: CustomerId,
    pub customer_name: String,
    /// Nothing is written to them any more.
    pub is_erased: bool,
    pub filter: CustomerHistoryQuery,
    pub taken: Vec<CategoryYear>,
    pub list: Rows,
}

impl CustomerPage {
    fn season(&self, date: &NaiveDate) -> Season {
        Season::of(*date, self.page.organisation.hemisphere)
    }

    fn href(&self) -> String {
        format!("/customers/{}", self.customer)
    }

    fn list_href(&self) -> String {
        format!("/customers/{}/history", self.customer)
    }

    fn category_choices(&self) -> Vec<(&str, &str)> {
        named(self.taken.iter().map(|taken| taken.category.as_str()))
    }

    fn year_choices(&self) -> Vec<(i32, i32)> {
        let mut years: Vec<i32> = self.taken.iter().map(|taken| taken.year).collect();
        years.dedup();
        years.into_iter().map(|year| (year, year)).collect()
    }

    fn has_filter(&self) -> bool {
        !self.pairs("").is_empty()
    }

    fn pairs(&self, without: &str) -> Vec<(&'static str, &str)> {
        let all = [
            ("category", self.filter.category.as_str()),
            ("year", &self.filter.year),
        ];
        given(all, without)
    }

    fn pager_base(&self) -> String {
        base(query(&self.list_href(), &self.pairs("")))
    }

    fn chips(&self) -> Vec<(String, String)> {
        let chip = |(name, value): (&'static str, &str)| {
            (
                value.to_owned(),
                query(&self.list_href(), &self.pairs(name)),
            )
        };
        self.pairs("").into_iter().map(chip).collect()
    }
}

/// The filters that are on, but for one.
fn given<'a, const N: usize>(
    all: [(&'static str, &'a str); N],
    without: &str,
) -> Vec<(&'static str, &'a str)> {
    let wanted = |(name, value): &(&str, &str)| *name != without && !value.is_empty();
    all.into_iter().filter(wanted).collect()
}

/// Each name once, as the choices of a filter.
fn named<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(&'a str, &'a str)> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| (name, name)).collect()
}

/// An address to which a page number can be added.
fn base(address: String) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_tells_that_there_are_rows_beyond_it() {
        let is_cut = |count, asked| {
            let totals = Totals { count, revenue: 0 };
            let pages = Pages::new(asked, count);
            Rows::new(Vec::new(), totals, NaiveDate::MIN, pages).is_cut()
        };
        let many = Pages::REACHED;
        assert!(is_cut(many + 1, many) && !is_cut(many, many));
        assert!(!is_cut(many + 1, 1), "there are more pages");
    }
}
