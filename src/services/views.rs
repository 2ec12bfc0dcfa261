use askama::Template;

use super::forms::{ListQuery, ServiceForm};
use super::model::{Listed, Service};
use super::queries::PAGE;
use crate::web::{FieldErrors, Page, query};

/// A page beyond it asks to filter.
pub const LAST_PAGE: i64 = 200;

#[derive(Template)]
#[template(path = "services/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub query: ListQuery,
    pub rows: Vec<Listed>,
    pub number: i64,
    pub total: i64,
}

impl IndexPage {
    fn states(&self) -> Vec<(String, String)> {
        ["active", "inactive"]
            .map(|state| (state.to_owned(), self.page.t(&format!("services-{state}"))))
            .into()
    }

    fn last(&self) -> i64 {
        ((self.total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
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

    fn range(&self) -> String {
        let from = (self.number - 1) * PAGE + 1;
        let to = from + self.rows.len() as i64 - 1;
        self.page.tv3(
            "services-range",
            ("from", self.page.number(from)),
            ("to", self.page.number(to)),
            ("total", self.page.number(self.total)),
        )
    }
}

#[derive(Template)]
#[template(path = "services/edit.html")]
pub struct EditPage {
    pub page: Page,
    /// As it is stored.
    pub service: Service,
    /// Those that the catalogue has, to choose from.
    pub categories: Vec<String>,
    pub form: ServiceForm,
    pub errors: FieldErrors,
}

impl EditPage {
    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
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
