//! The state of the list, all of it in its address: what fields of the registry are asked for in `asked`, what is no field's
//! in `narrowing` and here (words, segment, owner, tag), and the order in `sort`. Pure.

mod asked;
mod narrowing;
mod sort;

pub use asked::{Asked, Test};
pub use narrowing::Narrowing;
pub use sort::{Sort, SortKey};

use super::columns::Columns;
use super::fields::{Filter, Source};
use super::params::ListParams;
use super::search::Typed;
use crate::domain::{CustomerViewId, OwnField, UserId};
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
/// Longer than any name with an address; the rest of what was pasted is ignored.
const LONGEST_SEARCH: usize = 200;
/// Longer than any name of a place or a category.
const TEXT_MAX: usize = 120;
/// What narrows the list by more than a field says.
const APART: [&str; 4] = ["q", "segment", "owner", "tag"];

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
    pub owner: Option<OwnerFilter>,
    /// Empty for any.
    pub tag: String,
    pub asked: Vec<Asked>,
    pub more: Narrowing,
    /// What was typed in a field of the form and means nothing there: it does not narrow.
    pub unread: Vec<(String, String)>,
    pub columns: Columns,
    /// The saved view that the list began with; it may have been changed since.
    pub view: Option<CustomerViewId>,
    /// `None`: the best match first in a search, else by name.
    pub sort: Option<Sort>,
    pub page: i64,
}

impl Filters {
    /// `user` is who asks, `own` are the fields that the business added.
    pub fn read(params: &ListParams, user: UserId, own: &[OwnField]) -> Self {
        let line = |text: &str| -> String { text.trim().chars().take(LONGEST_SEARCH).collect() };
        let q = line(params.part("q"));
        let order = match q.is_empty() {
            true => params.part("order"),
            false => "",
        };
        let more = Narrowing::read(params);
        let mut unread = asked::unread(params, own);
        unread.extend(more.unread(params));
        Self {
            typed: Typed::read(&q),
            segment: params.part("segment").parse().ok(),
            owner: OwnerFilter::read(params.part("owner"), user),
            tag: line(params.part("tag")),
            asked: asked::read(params, own),
            more,
            unread,
            columns: Columns::read(params.part("columns"), own),
            view: params.part("view").parse().ok(),
            sort: Sort::parse(params.part("sort")).or_else(|| Sort::parse(order)),
            page: params.part("page").parse().unwrap_or(1).max(1),
            q,
        }
    }

    /// Those of a list's query.
    pub fn of_query(query: &str, user: UserId, own: &[OwnField]) -> Self {
        Self::read(&ListParams::of_query(query), user, own)
    }

    /// Those of a search and nothing else.
    pub fn of_words(typed: &str, user: UserId) -> Self {
        Self::read(&ListParams::of_words(typed), user, &[])
    }

    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !self.pairs().is_empty()
    }

    pub fn has_chips(&self) -> bool {
        self.pairs().iter().any(|(name, _)| name != "q")
    }

    /// Whether only those are meant of whom there are figures.
    pub fn asks_for_history(&self) -> bool {
        let has_figures =
            |asked: &Asked| matches!(asked.field.source, Source::Metric(_) | Source::Late);
        let asks_for_category = !self.more.category.is_empty();
        self.segment.is_some()
            || self.more.away.is_some()
            || asks_for_category
            || self.asked.iter().any(has_figures)
    }

    /// The person who is named as the owner.
    pub fn named_owner(&self) -> Option<UserId> {
        match self.owner? {
            OwnerFilter::Of(user) => Some(user),
            OwnerFilter::Mine(_) | OwnerFilter::Nobodys => None,
        }
    }

    /// What is asked for in this part of the address; empty for nothing.
    pub fn asked_for(&self, part: &str) -> &str {
        let mut asked = self.asked.iter();
        let found = asked.find(|asked| asked.part() == part);
        found.map(|asked| asked.value.as_str()).unwrap_or_default()
    }

    /// What says who is in the list.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let [words, segment, owner, tag] = APART;
        let apart = [
            (words, self.q.clone()),
            (segment, written(self.segment)),
            (owner, written(self.owner)),
            (tag, self.tag.clone()),
        ];
        let named = |(name, value): (&str, String)| (name.to_owned(), value);
        let asked = self.asked.iter();
        let pairs = apart
            .into_iter()
            .map(named)
            .chain(asked.map(|asked| (asked.part(), asked.value.clone())))
            .chain(self.more.pairs().into_iter().map(named));
        pairs.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The parts of the address in which people write what they like: somebody's name may stand there.
    pub fn words(&self) -> Vec<String> {
        let is_free = |asked: &&Asked| asked.field.filter == Some(Filter::Part);
        let parts = self.asked.iter().filter(is_free).map(Asked::part);
        std::iter::once("q".to_owned()).chain(parts).collect()
    }

    /// Every part of the address but the page.
    pub fn state(&self) -> Vec<(String, String)> {
        let mut pairs = self.pairs();
        let others = [
            ("columns", self.columns.written()),
            ("sort", written(self.sort)),
            ("view", written(self.view)),
        ];
        let others = others.into_iter().filter(|(_, value)| !value.is_empty());
        pairs.extend(others.map(|(name, value)| (name.to_owned(), value)));
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
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !left_out.contains(name))
            .collect();
        web::query(PATH, &kept)
    }
}

/// Whether a part of an address says who is in the list.
pub fn narrows(part: &str) -> bool {
    APART.contains(&part) || Narrowing::PARTS.contains(&part) || asked::is_part(part)
}

/// Empty for nothing.
pub fn written(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
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

    fn read(query: &str) -> Filters {
        Filters::of_query(query, UserId::from(7), &[])
    }

    #[test]
    fn an_address_is_read_and_written_back() {
        let filters = read("q=++ana+mar%C3%ADa+&segment=at_risk&sort=-spend&page=3");
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
    fn everything_that_narrows_is_written_back() {
        let query = "q=ana&segment=vip&owner=me&tag=spa&services_from=2&spend_from=5&spend_to=9&last_to=2025-01-31&r=3&overdue=yes&late=yes&status=active&city=Osorno&source=Web&category=Spa&consent=sms-given&away=3";
        let filters = read(query);
        assert_eq!(filters.query_without(&[]), query);
        assert_eq!(filters.asked_for("status"), "active");
        assert!(filters.asks_for_history() && !read("city=Osorno").asks_for_history());
        assert!(read("category=Spa").asks_for_history());
        for (name, _) in filters.pairs() {
            assert!(narrows(&name), "{name}");
        }
        for name in ["columns", "sort", "view", "page", "evil"] {
            assert!(!narrows(name), "{name}");
        }
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
        let sort = |query: &str| read(query).sort.map(|sort| sort.to_string());
        assert_eq!(sort("order=-spend"), Some("-spend".into()));
        assert_eq!(sort("q=ana&order=-spend"), None);
    }

    #[test]
    fn what_means_nothing_is_absent() {
        let filters = read("segment=Golden&status=x&owner=ana&r=4&sort=-&page=-2");
        assert!(!filters.is_narrowed());
        assert_eq!((filters.sort, filters.page), (None, 1));
        assert_eq!(filters.address_without(&[]), PATH);
    }
}
