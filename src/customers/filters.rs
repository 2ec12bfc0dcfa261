//! The state of the list, all of it in its address.

use super::fields::Columns;
use super::model::CustomerStatus;
use super::narrowing::{Narrowing, written};
use super::params::ListParams;
use super::search::Typed;
use crate::domain::{CustomerViewId, UserId};
use crate::text_enum;
use crate::web;

pub const PATH: &str = "/customers";
pub const PAGE_SIZE: i64 = 50;
/// Further on, reading page by page costs more than a filter would.
pub const LAST_PAGE: i64 = 200;
/// Counts beyond are not finished unless they are stored.
pub const COUNT_LIMIT: i64 = PAGE_SIZE * LAST_PAGE;
/// The owner who asks: in a shared address everybody their own.
pub const MINE: &str = "me";
/// Customers without an owner.
pub const NOBODYS: &str = "none";
/// The parts of the address that say who is in the list, besides the segment.
pub const NARROWING: [&str; 20] = [
    "q",
    "status",
    "r",
    "f",
    "m",
    "owner",
    "tag",
    "city",
    "source",
    "category",
    "consent",
    "spend_from",
    "spend_to",
    "services_from",
    "services_to",
    "last_from",
    "last_to",
    "away",
    "late",
    "overdue",
];
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

/// Whose customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerFilter {
    /// Those of whoever asks.
    Mine(UserId),
    Of(UserId),
    Nobodys,
}

impl OwnerFilter {
    fn read(text: &str, asker: UserId) -> Option<Self> {
        match text {
            MINE => Some(Self::Mine(asker)),
            NOBODYS => Some(Self::Nobodys),
            id => id.parse().ok().map(Self::Of),
        }
    }
}

impl std::fmt::Display for OwnerFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mine(_) => f.write_str(MINE),
            Self::Of(user) => user.fmt(f),
            Self::Nobodys => f.write_str(NOBODYS),
        }
    }
}

/// What is shown. A value that means nothing is as if it were absent.
#[derive(Debug, Clone, PartialEq)]
pub struct Filters {
    /// As typed, without the white space around it.
    pub q: String,
    pub typed: Typed,
    pub segment: Option<SegmentFilter>,
    pub status: Option<CustomerStatus>,
    pub owner: Option<OwnerFilter>,
    /// Empty for any.
    pub tag: String,
    /// Scores, 1 to 3; recency and frequency are the fields of the segments grid.
    pub r: Option<i16>,
    pub f: Option<i16>,
    pub m: Option<i16>,
    pub more: Narrowing,
    /// What was typed in a field and means nothing there: it does not narrow.
    pub unread: Vec<(&'static str, String)>,
    pub columns: Columns,
    /// The saved view that the list began with; it may have been changed since.
    pub view: Option<CustomerViewId>,
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
        let more = Narrowing::read(&params);
        Self {
            typed: Typed::read(&q),
            segment: params.segment.parse().ok(),
            status: params.status.parse().ok(),
            r: score(&params.r),
            f: score(&params.f),
            m: score(&params.m),
            owner: OwnerFilter::read(&params.owner, user),
            unread: more.unread(&params),
            more,
            columns: Columns::read(&params.columns),
            view: params.view.parse().ok(),
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
        let mut pairs = self.pairs().into_iter();
        pairs.any(|(name, value)| name != "q" && !value.is_empty())
    }

    /// What says who is in the list; what does not narrow it is empty.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("q", self.q.clone()),
            ("segment", written(self.segment)),
            ("status", written(self.status)),
            ("owner", written(self.owner)),
            ("tag", self.tag.clone()),
            ("r", written(self.r)),
            ("f", written(self.f)),
            ("m", written(self.m)),
        ];
        pairs.extend(self.more.pairs());
        pairs
    }

    /// Every part of the address but the page.
    pub fn state(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs();
        pairs.push(("columns", self.columns.written()));
        pairs.push(("sort", written(self.sort)));
        pairs.push(("view", written(self.view)));
        pairs
    }

    /// The query of a list as it is kept: in a saved view, or to come back to.
    pub fn query_without(&self, left_out: &[&str]) -> String {
        let address = self.address_without(left_out);
        let query = address.split_once('?').map(|(_, query)| query.to_owned());
        query.unwrap_or_default()
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
        let parts = self.state();
        let kept: Vec<(&str, &str)> = parts
            .iter()
            .filter(|(name, value)| !value.is_empty() && !left_out.contains(name))
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        web::query(PATH, &kept)
    }
}

/// An address with the list that one comes from, as its query.
pub fn with_list(address: &str, list: &str) -> String {
    match list.is_empty() {
        true => address.to_owned(),
        false => web::query(address, &[("list", list)]),
    }
}

/// The form for a new customer, begun with what was typed in a search: an address, a phone, or else a name.
pub fn new_with(typed: &str) -> String {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let has_letters = typed.chars().any(char::is_alphabetic);
    let field = match (typed.contains('@'), digits > 0 && !has_letters) {
        (true, _) => "email",
        (false, true) => "phone",
        (false, false) => "full_name",
    };
    match typed.is_empty() {
        true => format!("{PATH}/new"),
        false => web::query(&format!("{PATH}/new"), &[(field, typed)]),
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
    fn a_new_customer_begins_with_what_was_typed() {
        for (typed, expected) in [
            ("", "/customers/new"),
            ("Ana Rojas", "/customers/new?full_name=Ana+Rojas"),
            (
                "ana@correo.example",
                "/customers/new?email=ana%40correo.example",
            ),
            ("9 1234 5678", "/customers/new?phone=9+1234+5678"),
        ] {
            assert_eq!(new_with(typed), expected);
        }
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
    fn the_names_that_narrow_are_those_of_the_address() {
        let narrowing: Vec<&str> = read(ListParams::default())
            .pairs()
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| *name != "segment")
            .collect();
        let mut expected = NARROWING.to_vec();
        expected.sort_by_key(|name| narrowing.iter().position(|own| own == name));
        assert_eq!(narrowing, expected);
    }

    #[test]
    fn what_means_nothing_is_absent() {
        let filters = read(ListParams {
            segment: "Golden".into(),
            status: "x".into(),
            owner: "ana".into(),
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
