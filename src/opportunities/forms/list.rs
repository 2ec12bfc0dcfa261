//! The state of board, list and forecast in their addresses.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use crate::domain::{CustomerId, UserId};
use crate::opportunities::model::Stage;
use crate::opportunities::queries::figures::CLOSING_DAYS;
use crate::text_enum;
use crate::web::{self, Sort};

/// The one owner that can be asked for by a word: whoever asks.
pub const MINE: &str = "me";

text_enum! {
    /// By what the list is ordered.
    pub enum SortKey { Updated = "updated", Value = "value", Close = "close" }
}

/// Without another order: what changed last is first.
const LAST_CHANGED: Sort<SortKey> = Sort {
    key: SortKey::Updated,
    falling: true,
};

/// Asks for all that is still open.
pub const OPEN: &str = "open";
/// For what of it is expected to close within [`CLOSING_DAYS`].
pub const CLOSING: &str = "closing";
/// For what was won this month.
pub const WON_NOW: &str = "won_this_month";
/// Nobody searches for more.
const SEARCH_MAX: usize = 100;

/// The state of board, list and forecast, as it stands in their addresses.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Words of a title or of a customer.
    pub q: String,
    /// A stage, `open`, `closing`, `won_this_month`, or empty for all.
    pub stage: String,
    /// `me`, a user's id, or empty for all.
    pub owner: String,
    /// A customer's id, or empty for all.
    pub customer: String,
    pub sort: String,
    pub page: String,
}

/// Which the list shows, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Each is in the title or in what the customer is found by.
    pub words: Vec<String>,
    pub stage: Option<Stage>,
    pub is_open: bool,
    /// Expected to close between these days.
    pub closes: Option<(NaiveDate, NaiveDate)>,
    /// Closed at this instant or later.
    pub closed_since: Option<DateTime<Utc>>,
    pub owner: Option<UserId>,
    pub customer: Option<CustomerId>,
    pub sort: Sort<SortKey>,
}

impl Filter {
    pub fn is_narrow(&self) -> bool {
        !self.words.is_empty()
            || self.stage.is_some()
            || self.is_open
            || self.owner.is_some()
            || self.customer.is_some()
    }
}

impl ListQuery {
    /// A value that means nothing is as if it were absent; `me` is who asks, on the day `today` of a month that began at
    /// `month`.
    pub fn filter(&self, me: UserId, today: NaiveDate, month: DateTime<Utc>) -> Filter {
        let typed: String = self.q.chars().take(SEARCH_MAX).collect();
        let (is_closing, is_won_now) = (self.stage == CLOSING, self.stage == WON_NOW);
        Filter {
            words: typed.split_whitespace().map(str::to_owned).collect(),
            stage: match is_won_now {
                true => Some(Stage::Won),
                false => self.stage.parse().ok(),
            },
            is_open: self.stage == OPEN || is_closing,
            closes: is_closing.then(|| (today, today + TimeDelta::days(CLOSING_DAYS))),
            closed_since: is_won_now.then_some(month),
            owner: self.owner(me),
            customer: self.customer.parse().ok(),
            sort: Sort::parse(&self.sort).unwrap_or(LAST_CHANGED),
        }
    }

    pub fn owner(&self, me: UserId) -> Option<UserId> {
        match self.owner.as_str() {
            MINE => Some(me),
            other => other.parse().ok(),
        }
    }

    /// One of these pages with what is filtered, without the parts named.
    pub fn address(&self, path: &str, without: &[&str]) -> String {
        let parts = [
            ("q", &self.q),
            ("stage", &self.stage),
            ("owner", &self.owner),
            ("customer", &self.customer),
            ("sort", &self.sort),
        ];
        let kept: Vec<(&str, &str)> = parts
            .into_iter()
            .filter(|(name, value)| !value.is_empty() && !without.contains(name))
            .map(|(name, value)| (name, value.as_str()))
            .collect();
        web::query(path, &kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_back() {
        let query = ListQuery {
            q: " boda  lago ".into(),
            stage: "proposal".into(),
            owner: "me".into(),
            sort: "-value".into(),
            page: "2".into(),
            ..ListQuery::default()
        };
        let (today, month) = (
            "2025-10-26".parse().unwrap(),
            "2025-10-01T03:00:00Z".parse().unwrap(),
        );
        let filter = query.filter(7.into(), today, month);
        assert_eq!(
            (filter.stage, filter.owner),
            (Some(Stage::Proposal), Some(7.into()))
        );
        assert_eq!(filter.sort.to_string(), "-value");
        assert_eq!(filter.words, ["boda", "lago"]);
        let list = query.address("/opportunities/list", &["sort", "q"]);
        assert_eq!(list, "/opportunities/list?stage=proposal&owner=me");
        let nonsense = ListQuery {
            stage: "x".into(),
            owner: "y".into(),
            sort: "-".into(),
            ..ListQuery::default()
        };
        let asked = |stage: &str| {
            let query = ListQuery {
                stage: stage.into(),
                ..ListQuery::default()
            };
            query.filter(7.into(), today, month)
        };
        let closing = asked(CLOSING);
        let last = "2025-11-25".parse().unwrap();
        assert_eq!(
            (closing.closes, closing.is_open),
            (Some((today, last)), true)
        );
        let won = asked(WON_NOW);
        assert_eq!(
            (won.stage, won.closed_since),
            (Some(Stage::Won), Some(month))
        );
        assert_eq!(
            nonsense.filter(7.into(), today, month).sort.to_string(),
            "-updated"
        );
    }
}
