use askama::Template;

use super::forms::HistoryForm;
use super::model::HistoryRow;
use crate::customers::with_list;
use crate::domain::CustomerId;
use crate::services::Service;
use crate::web::{FieldErrors, Page};

/// The form for a service, new or to be corrected.
#[derive(Template)]
#[template(path = "history/form.html")]
pub struct FormPage {
    pub page: Page,
    pub customer: CustomerId,
    pub customer_name: String,
    /// The row that is corrected; `None` for a new one.
    pub row: Option<HistoryRow>,
    /// Those that may be chosen, by category.
    pub services: Vec<Service>,
    pub form: HistoryForm,
    pub errors: FieldErrors,
    /// Whether somebody else changed the row since the form was read.
    pub is_conflict: bool,
}

impl FormPage {
    fn title(&self) -> String {
        self.page.t(match self.row {
            Some(_) => "history-correct",
            None => "history-add",
        })
    }

    fn action(&self) -> String {
        match &self.row {
            Some(row) => format!("/history/{}", row.id),
            None => self.list_href(),
        }
    }

    fn deletion(&self) -> Option<String> {
        let row = self.row.as_ref()?;
        Some(format!("/history/{}/deletion", row.id))
    }

    fn customer_href(&self) -> String {
        format!("/customers/{}", self.customer)
    }

    /// Whoever came from a list goes on in it.
    fn cancel_href(&self) -> String {
        match self.form.list.is_empty() {
            true => self.list_href(),
            false => with_list(&self.customer_href(), &self.form.list),
        }
    }

    fn list_href(&self) -> String {
        format!("/customers/{}/history", self.customer)
    }

    /// The catalogue under its categories, each entry with its price.
    fn catalogue(&self) -> Vec<(&str, Vec<(String, String)>)> {
        let mut groups: Vec<(&str, Vec<(String, String)>)> = Vec::new();
        for service in &self.services {
            let option = (service.id.to_string(), self.option_text(service));
            match groups.last_mut() {
                Some((category, options)) if *category == service.category => options.push(option),
                _ => groups.push((&service.category, vec![option])),
            }
        }
        groups
    }

    fn option_text(&self, service: &Service) -> String {
        match service.price {
            Some(price) => format!("{} · {}", service.name, self.page.money(price)),
            None => service.name.clone(),
        }
    }

    /// Whether the fields for a name that the catalogue lacks stand open.
    fn is_new_service(&self) -> bool {
        !self.form.category.is_empty() || !self.form.name.is_empty() || self.services.is_empty()
    }

    fn problems(&self) -> Vec<(&'static str, String)> {
        let text = |(field, key): (&'static str, &str)| (field, self.page.t(key));
        self.errors.iter().map(text).collect()
    }

    /// What the row says by now.
    fn described(&self) -> String {
        let words = |row: &HistoryRow| {
            let (date, price) = (self.page.date(&row.date), self.page.money(row.price));
            format!("{date}, {}, {price}", row.name)
        };
        self.row.as_ref().map(words).unwrap_or_default()
    }
}
