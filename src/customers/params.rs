//! The query of the list's address, as it comes. Pure.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::Organisation;

/// The query as it comes: anything may stand in it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListParams {
    pub q: String,
    pub segment: String,
    pub status: String,
    pub r: String,
    pub f: String,
    pub m: String,
    pub owner: String,
    pub tag: String,
    pub city: String,
    pub source: String,
    pub category: String,
    pub consent: String,
    pub spend_from: String,
    pub spend_to: String,
    /// As people type money, instead of the two above.
    pub spend_min: Option<String>,
    pub spend_max: Option<String>,
    pub services_from: String,
    pub services_to: String,
    pub last_from: String,
    pub last_to: String,
    pub away: String,
    pub late: String,
    pub overdue: String,
    /// `city,source`
    pub columns: String,
    /// `yes`: the columns were chosen just now.
    pub chosen: String,
    /// The saved view that the list began with.
    pub view: String,
    pub sort: String,
    /// The order in which the list was when the search began: it comes back with an empty search.
    pub order: String,
    pub page: String,
}

impl ListParams {
    /// Reads an address's query; of a part that comes twice the last counts, but columns add up.
    pub fn of_query(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let mut parts: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in pairs {
            match parts.get_mut(&name) {
                Some(columns) if name == "columns" => *columns = format!("{columns},{value}"),
                _ => {
                    parts.insert(name, value);
                }
            }
        }
        let whole = serde_urlencoded::to_string(parts).unwrap_or_default();
        serde_urlencoded::from_str(&whole).unwrap_or_default()
    }

    /// Amounts come from the form as people of the place write them; addresses of ours carry minor units. What is no amount
    /// stays as it was typed.
    pub fn with_amounts(mut self, organisation: &Organisation) -> Self {
        let fields = [
            (&mut self.spend_min, &mut self.spend_from),
            (&mut self.spend_max, &mut self.spend_to),
        ];
        for (typed, minor) in fields {
            let Some(text) = typed.take() else { continue };
            let amount = organisation
                .locale
                .parse_money(text.trim(), organisation.currency)
                .ok()
                .filter(|amount| *amount >= 0);
            *minor = amount.map(|amount| amount.to_string()).unwrap_or_default();
            *typed = Some(text).filter(|_| amount.is_none());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_part_that_comes_twice_the_last_counts_and_columns_add_up() {
        let params =
            ListParams::of_query("status=active&columns=city&columns=source&status=blocked&x=1");
        assert_eq!(
            (params.status.as_str(), params.columns.as_str()),
            ("blocked", "city,source")
        );
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let organisation = Organisation::default();
        let params = ListParams::of_query("spend_min=%24100.000&spend_max=x&spend_to=5");
        let params = params.with_amounts(&organisation);
        assert_eq!(
            (params.spend_from.as_str(), params.spend_to.as_str()),
            ("100000", "")
        );
        assert_eq!(
            (params.spend_min, params.spend_max),
            (None, Some("x".into()))
        );
    }
}
