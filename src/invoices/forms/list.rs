use chrono::NaiveDate;
use serde::Deserialize;

use crate::activities::read_day;
use crate::invoices::queries::list::{Filter, Shown};

/// The filters of `/invoices`, as they stand in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub q: String,
    pub state: String,
    pub customer: String,
    pub currency: String,
    /// How long it is overdue: `31-60`.
    pub overdue: String,
    pub sort: String,
    pub from: String,
    pub to: String,
    pub page: String,
}

impl ListQuery {
    pub fn filter(&self, today: NaiveDate) -> Filter {
        Filter {
            words: self
                .q
                .split_whitespace()
                .map(str::to_owned)
                .take(8)
                .collect(),
            shown: self.shown(),
            customer: self.customer.parse().ok(),
            currency: self.currency.parse().ok(),
            age: self.overdue.parse().ok(),
            sort: self.sort.parse().unwrap_or_default(),
            from: read_day(&self.from).ok().flatten(),
            to: read_day(&self.to).ok().flatten(),
            today,
        }
    }

    pub fn shown(&self) -> Option<Shown> {
        self.state.parse().ok()
    }

    /// What is set, without the page.
    pub fn given(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("q", &self.q),
            ("state", &self.state),
            ("customer", &self.customer),
            ("currency", &self.currency),
            ("overdue", &self.overdue),
            ("sort", &self.sort),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let set = all
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty());
        set.map(|(name, value)| (name, value.as_str())).collect()
    }
}
