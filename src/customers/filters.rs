//! The state of the list, all of it in its address.

use serde::Deserialize;

use super::model::CustomerStatus;
use super::search::Typed;
use crate::domain::UserId;
use crate::text_enum;
use crate::web;

pub const PATH: &str = "/customers";
pub const PAGE_SIZE: i64 = 50;
/// Further on, reading page by page costs more than a filter would.
pub const LAST_PAGE: i64 = 200;
/// Counts beyond are not finished unless they are stored.
pub const COUNT_LIMIT: i64 = PAGE_SIZE * LAST_PAGE;
/// The one owner that can be asked for: whoever asks.
pub const MINE: &str = "me";
/// Longer than any name with an address; the rest of what was pasted is ignored.
const LONGEST_SEARCH: usize = 200;

text_enum! {
    /// Whom the segment filter lets through.
    pub enum SegmentFilter {
        Vip = "vip",
        Champions = "champions",
        Loyal = "loyal",
        Promising = "promising",
        AtRisk = "at_risk",
        Hibernating = "hibernating",
        Lost = "lost",
        Occasional = "occasional",
        /// Whoever has no service on record.
        NoHistory = "none",
        /// Whoever has one.
        WithHistory = "any",
    }
}

text_enum! {
    #[derive(Default)]
    pub enum SortKey {
        #[default]
        Name = "name",
        Services = "services",
        Spend = "spend",
        Last = "last",
        Created = "created",
    }
}

/// `name`, `-spend`: a minus in front means falling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sort {
    pub key: SortKey,
    pub falling: bool,
}

impl Sort {
    fn parse(text: &str) -> Option<Self> {
        let (falling, key) = match text.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, text),
        };
        key.parse().ok().map(|key| Self { key, falling })
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.falling { "-" } else { "" };
        write!(f, "{sign}{}", self.key)
    }
}

/// The query as it comes: anything may stand in it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListParams {
    pub q: String,
    pub segment: String,
    pub status: String,
    pub r: String,
    pub f: String,
    pub owner: String,
    pub tag: String,
    pub sort: String,
    /// The order in which the list was when the search began: it comes back with an empty search.
    pub order: String,
    pub page: String,
}

/// What is shown. A value that means nothing is as if it were absent.
#[derive(Debug, Clone, PartialEq)]
pub struct Filters {
    /// As typed, without the white space around it.
    pub q: String,
    pub typed: Typed,
    pub segment: Option<SegmentFilter>,
    pub status: Option<CustomerStatus>,
    /// Whose customers: those of whoever asks.
    pub owner: Option<UserId>,
    /// Empty for any.
    pub tag: String,
    /// Recency and frequency scores, 1 to 3: the fields of the segments grid.
    pub r: Option<i16>,
    pub f: Option<i16>,
    /// `None`: the best match first in a search, else by name.
    pub sort: Option<Sort>,
    pub page: i64,
}

impl Filters {
    /// `user` is who asks.
    pub fn read(params: ListParams, user: UserId) -> Self {
        let line = |text: &str| -> String { text.trim().chars().take(LONGEST_SEARCH).collect() };
        let q = line(&params.q);
        let order = if q.is_empty() {
            params.order.as_str()
        } else {
            ""
        };
        let score = |text: &str| text.parse().ok().filter(|score| (1..=3).contains(score));
        Self {
            typed: Typed::read(&q),
            segment: params.segment.parse().ok(),
            status: params.status.parse().ok(),
            r: score(&params.r),
            f: score(&params.f),
            owner: (params.owner == MINE).then_some(user),
            tag: line(&params.tag),
            sort: Sort::parse(&params.sort).or_else(|| Sort::parse(order)),
            page: params.page.parse().unwrap_or(1).max(1),
            q,
        }
    }

    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !self.q.is_empty() || self.has_chips()
    }

    pub fn has_chips(&self) -> bool {
        let is_of_some = self.owner.is_some() || !self.tag.is_empty();
        let has_score = self.r.is_some() || self.f.is_some();
        self.segment.is_some() || self.status.is_some() || is_of_some || has_score
    }

    /// The order of the list; `None` is by how well it matches.
    pub fn order(&self) -> Option<Sort> {
        match self.typed {
            Typed::Search(_) => self.sort,
            _ => Some(self.sort.unwrap_or_default()),
        }
    }

    /// The address of this list without the parts named, ready for another part: it ends in `?` or `&`.
    pub fn base_without(&self, left_out: &[&str]) -> String {
        let address = self.address_without(left_out);
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}")
    }

    /// The address of this list's first page without the parts named.
    pub fn address_without(&self, left_out: &[&str]) -> String {
        let text = |value: Option<String>| value.unwrap_or_default();
        let parts = [
            ("q", self.q.clone()),
            ("segment", text(self.segment.map(|s| s.to_string()))),
            ("status", text(self.status.map(|s| s.to_string()))),
            ("owner", text(self.owner.map(|_| MINE.to_owned()))),
            ("tag", self.tag.clone()),
            ("r", text(self.r.map(|r| r.to_string()))),
            ("f", text(self.f.map(|f| f.to_string()))),
            ("sort", text(self.sort.map(|sort| sort.to_string()))),
        ];
        let kept: Vec<(&str, &str)> = parts
            .iter()
            .filter(|(name, value)| !value.is_empty() && !left_out.contains(name))
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        web::query(PATH, &kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(params: ListParams) -> Filters {
        Filters::read(params, UserId::from(7))
    }

    #[test]
    fn an_address_is_read_and_written_back() {
        let filters = read(ListParams {
            q: "  ana maría ".into(),
            segment: "at_risk".into(),
            sort: "-spend".into(),
            page: "3".into(),
            ..Default::default()
        });
        assert_eq!(filters.page, 3);
        assert_eq!(
            filters.address_without(&[]),
            "/customers?q=ana+mar%C3%ADa&segment=at_risk&sort=-spend"
        );
        assert_eq!(
            filters.base_without(&["q", "segment", "sort"]),
            "/customers?"
        );
        assert_eq!(
            filters.base_without(&["q", "sort"]),
            "/customers?segment=at_risk&"
        );
    }

    #[test]
    fn an_order_waits_until_the_search_is_over() {
        let sort = |q: &str| {
            let params = ListParams {
                q: q.into(),
                order: "-spend".into(),
                ..Default::default()
            };
            read(params).sort.map(|sort| sort.to_string())
        };
        assert_eq!((sort(""), sort("ana")), (Some("-spend".into()), None));
    }

    #[test]
    fn what_means_nothing_is_absent() {
        let filters = read(ListParams {
            segment: "Golden".into(),
            status: "x".into(),
            owner: "8".into(),
            r: "4".into(),
            sort: "-".into(),
            page: "-2".into(),
            ..Default::default()
        });
        assert!(!filters.is_narrowed());
        assert_eq!((filters.sort, filters.page), (None, 1));
        assert_eq!(filters.address_without(&[]), PATH);
    }
}
