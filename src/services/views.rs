use askama::Template;
use chrono::Datelike as _;

use super::forms::{ListQuery, ServiceForm};
use super::merging::Name;
use super::model::{Listed, MonthPrice, PriceChange, Service};
use crate::domain::average;
use crate::web::charts::{Bars, Column};
use crate::web::{FieldErrors, Page, Pages, query};

/// More columns than these have no room for a name each.
const NAMED_MONTHS: usize = 14;

#[derive(Template)]
#[template(path = "services/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub query: ListQuery,
    pub rows: Vec<Listed>,
    pub pages: Pages,
}

impl IndexPage {
    fn states(&self) -> Vec<(String, String)> {
        ["active", "inactive"]
            .map(|state| (state.to_owned(), self.page.t(&format!("services-{state}"))))
            .into()
    }

    fn base(&self) -> String {
        let filters = [("q", &self.query.q), ("state", &self.query.state)];
        let given: Vec<(&str, &str)> = filters
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
            .collect();
        let end = if given.is_empty() { "?" } else { "&" };
        query("/services", &given) + end
    }
}

#[derive(Template)]
#[template(path = "services/new.html")]
pub struct NewPage {
    pub page: Page,
    /// Those that the catalogue has, to choose from.
    pub categories: Vec<String>,
    pub form: ServiceForm,
    pub errors: FieldErrors,
    /// Those whose names mean the same.
    pub alike: Vec<Name>,
}

impl NewPage {
    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn categories(&self) -> &[String] {
        &self.categories
    }
}

/// What the page of an entry shows besides the form.
pub struct Prices {
    /// Those that the catalogue has, to choose from.
    pub categories: Vec<String>,
    /// All entries, to be merged with.
    pub catalogue: Vec<Service>,
    pub months: Vec<MonthPrice>,
    pub changes: Vec<PriceChange>,
}

#[derive(Template)]
#[template(path = "services/edit.html")]
pub struct EditPage {
    pub page: Page,
    /// As it is stored.
    pub service: Service,
    pub prices: Prices,
    pub form: ServiceForm,
    pub errors: FieldErrors,
}

impl EditPage {
    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn categories(&self) -> &[String] {
        &self.prices.categories
    }

    /// The entries that this one may be merged into: id, and category with name.
    fn others(&self) -> Vec<(String, String)> {
        let others = self.prices.catalogue.iter();
        others
            .filter(|other| other.id != self.service.id)
            .map(|other| {
                let text = format!("{} · {}", other.category, other.name);
                (other.id.to_string(), text)
            })
            .collect()
    }

    /// The mean price of each month, the oldest first; one month alone draws nothing.
    fn chart(&self) -> Option<Bars> {
        let months = &self.prices.months;
        let are_named = months.len() <= NAMED_MONTHS;
        let column = |month: &MonthPrice| {
            let mean = average(month.revenue, month.services);
            let label = match are_named || month.month.month() == 1 {
                true => self.page.month_short(&month.month),
                false => String::new(),
            };
            Column {
                label,
                value: mean,
                short: self.page.money_short(mean),
                text: self.page.money(mean),
                title: format!(
                    "{}: {}",
                    self.page.month(&month.month),
                    self.page.money(mean)
                ),
                ..Column::default()
            }
        };
        let columns = months.iter().rev().map(column).collect();
        (months.len() > 1).then(|| Bars::new(columns, |value| self.page.money_short(value)))
    }

    fn mean(&self, month: &MonthPrice) -> String {
        self.page.money(average(month.revenue, month.services))
    }

    fn change_text(&self, change: &PriceChange) -> String {
        let price = |price: Option<i64>| match price {
            Some(price) => self.page.money(price),
            None => self.page.t("services-no-price"),
        };
        self.page.tv2(
            "services-prices-change",
            "before",
            price(change.before),
            "after",
            price(change.after),
        )
    }

    /// What somebody else has stored since the form was read, in one line.
    fn stored(&self) -> String {
        let Service {
            category,
            name,
            price,
            active,
            ..
        } = &self.service;
        let price = match price {
            Some(price) => self.page.money(price),
            None => self.page.t("services-no-price"),
        };
        let state = match active {
            true => "services-active",
            false => "services-inactive",
        };
        format!("{category}, {name}, {price}, {}", self.page.t(state))
    }
}
