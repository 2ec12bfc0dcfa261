use askama::Template;

use super::row::RowView;
use crate::customers::fields::{FIELDS, Field};
use crate::customers::filters::{
    COUNT_LIMIT, Filters, LAST_PAGE, MINE, NOBODYS, PAGE_SIZE, PATH, SegmentFilter, with_list,
};
use crate::customers::model::{Channel, ConsentState, CustomerStatus};
use crate::customers::narrowing::{Narrowing, written};
use crate::customers::queries::{Choice, Count, Row};
use crate::customers::saved::model::SavedView;
use crate::customers::search::Typed;
use crate::domain::{Capability, CustomerId};
use crate::web::Page;

#[derive(Template)]
#[template(path = "customers/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub found: List,
}

/// What a search while typing replaces.
#[derive(Template)]
#[template(path = "customers/_part.html")]
pub struct ResultsPart {
    pub page: Page,
    pub found: List,
}

/// Who may be meant by what was typed in a form so far.
#[derive(Template)]
#[template(path = "customers/_found.html")]
pub struct LookupPart {
    pub page: Page,
    pub typed: String,
    pub found: Vec<Row>,
}

/// The list with its state.
pub struct List {
    pub filters: Filters,
    pub rows: Vec<RowView>,
    pub count: Count,
    /// "3.053 clientes"
    pub summary: String,
    /// What filters offer, and the saved lists.
    pub choices: Vec<Choice>,
}

/// The head of a column.
pub struct Head {
    pub label: String,
    /// The order by it, or nothing.
    pub sort: String,
    pub class: &'static str,
}

impl List {
    pub fn new(
        page: &Page,
        filters: Filters,
        rows: Vec<Row>,
        count: Count,
        choices: Vec<Choice>,
    ) -> Self {
        let search = match &filters.typed {
            Typed::Search(search) => Some(search),
            _ => None,
        };
        let rows = rows
            .into_iter()
            .map(|row| RowView::new(page, row, search).with_cells(page, &filters.columns))
            .collect();
        let summary = match count {
            Count::Exactly(n) => page.tn("count-customers", n),
            Count::Many => page.tv("customers-many", "count", page.number(COUNT_LIMIT)),
        };
        Self {
            filters,
            rows,
            count,
            summary,
            choices,
        }
    }

    pub fn is_too_short(&self) -> bool {
        self.filters.typed == Typed::TooShort
    }

    /// Whether some were found only by a name that is like what was typed.
    pub fn has_similar(&self) -> bool {
        self.rows.iter().any(|view| view.row.is_similar)
    }

    pub fn last_page(&self) -> i64 {
        let pages = (self.count.at_least() + PAGE_SIZE - 1) / PAGE_SIZE;
        pages.min(LAST_PAGE)
    }

    /// Whether there is more than pages can show.
    pub fn has_more(&self) -> bool {
        self.filters.page == LAST_PAGE && self.count.at_least() > COUNT_LIMIT
    }

    /// "51–100 de 3.053"
    pub fn range(&self, page: &Page) -> String {
        let first = (self.filters.page - 1) * PAGE_SIZE + 1;
        let total = match self.count {
            Count::Exactly(n) => page.number(n),
            Count::Many => page.tv("customers-more-than", "count", page.number(COUNT_LIMIT)),
        };
        page.tv3(
            "customers-range",
            ("from", page.number(first)),
            ("to", page.number(first + self.rows.len() as i64 - 1)),
            ("total", total),
        )
    }

    pub fn sort(&self) -> String {
        let order = self.filters.order();
        order.map(|sort| sort.to_string()).unwrap_or_default()
    }

    pub fn sort_base(&self) -> String {
        self.filters.base_without(&["sort"])
    }

    pub fn page_base(&self) -> String {
        self.filters.base_without(&[])
    }

    /// The same search without anything that narrows it.
    pub fn without_filters(&self) -> String {
        let filters = &self.filters;
        let names: Vec<&str> = filters.pairs().iter().map(|(name, _)| *name).collect();
        let but_words: Vec<&str> = names.into_iter().filter(|name| *name != "q").collect();
        self.whole(filters.address_without(&but_words))
    }

    /// The filters that are on: what they say, and the address without them.
    pub fn chips(&self, page: &Page) -> Vec<(String, String)> {
        let filters = &self.filters;
        let pairs = filters.pairs().into_iter();
        pairs
            .filter(|(name, value)| *name != "q" && !value.is_empty())
            .map(|(name, value)| {
                let text = self.chip(page, name, &value);
                (text, self.whole(filters.address_without(&[name])))
            })
            .collect()
    }

    fn chip(&self, page: &Page, name: &str, value: &str) -> String {
        let more = &self.filters.more;
        let shown = match name {
            "segment" => return page.t(&format!("segment-{value}")),
            "status" => return page.t(&format!("customer-status-{value}")),
            "overdue" => return page.t("customers-chip-overdue"),
            "owner" if value == MINE => return page.t("customers-mine"),
            "owner" if value == NOBODYS => return page.t("customers-nobodys"),
            "owner" => self.choice_text("owner", value),
            "consent" => return consent_text(page, more.consent),
            "spend_from" => page.money(more.spend.from.unwrap_or_default()),
            "spend_to" => page.money(more.spend.to.unwrap_or_default()),
            "services_from" | "services_to" | "away" => {
                page.number(value.parse::<i64>().unwrap_or_default())
            }
            "last_from" => more
                .last
                .from
                .map(|day| page.date(&day))
                .unwrap_or_default(),
            "last_to" => more.last.to.map(|day| page.date(&day)).unwrap_or_default(),
            _ => value.to_owned(),
        };
        page.tv(&format!("customers-chip-{name}"), "value", shown)
    }

    /// What something that can be chosen is called; a person who cannot be chosen any more by their number.
    fn choice_text(&self, filter: &str, value: &str) -> String {
        let mut choices = self.choices.iter();
        let found = choices.find(|choice| choice.filter == filter && choice.value == value);
        found
            .map_or(value, |choice| choice.text.as_str())
            .to_owned()
    }

    fn choices(&self, filter: &str) -> impl Iterator<Item = (String, String)> {
        let of_filter = self
            .choices
            .iter()
            .filter(move |choice| choice.filter == filter);
        of_filter.map(|choice| (choice.value.clone(), choice.text.clone()))
    }

    pub fn segments(&self, page: &Page) -> Vec<(String, String)> {
        options(page, "segment-", SegmentFilter::ALL)
    }

    pub fn statuses(&self, page: &Page) -> Vec<(String, String)> {
        options(page, "customer-status-", CustomerStatus::ALL)
    }

    pub fn owners(&self, page: &Page) -> Vec<(String, String)> {
        let own = [(MINE, "customers-mine"), (NOBODYS, "customers-nobodys")];
        let own = own.map(|(value, key)| (value.to_owned(), page.t(key)));
        own.into_iter().chain(self.choices("owner")).collect()
    }

    pub fn owner(&self) -> String {
        written(self.filters.owner)
    }

    pub fn categories(&self) -> Vec<(String, String)> {
        self.choices("category").collect()
    }

    /// Every channel with everything that was said on it.
    pub fn consents(&self, page: &Page) -> Vec<(String, String)> {
        let states = |channel: Channel| {
            ConsentState::ALL.iter().map(move |state| {
                (
                    format!("{channel}-{state}"),
                    consent_text(page, Some((channel, *state))),
                )
            })
        };
        Channel::ALL
            .iter()
            .flat_map(|channel| states(*channel))
            .collect()
    }

    pub fn scores(&self) -> [(&'static str, &'static str); 3] {
        [("3", "3"), ("2", "2"), ("1", "1")]
    }

    /// The value of a field of the form: amounts as people write them.
    pub fn value(&self, page: &Page, name: &str) -> String {
        let more = &self.filters.more;
        let money = |minor: Option<i64>| minor.map(|minor| page.money(minor)).unwrap_or_default();
        match name {
            "spend_min" => money(more.spend.from),
            "spend_max" => money(more.spend.to),
            name => {
                let mut pairs = self.filters.pairs().into_iter();
                let found = pairs.find(|(own, _)| *own == name);
                found.map(|(_, value)| value).unwrap_or_default()
            }
        }
    }

    /// Whether one of the filters is on that are folded away.
    pub fn has_more_filters(&self) -> bool {
        let scores = [self.filters.r, self.filters.f, self.filters.m];
        self.filters.more != Narrowing::default() || scores.iter().any(Option::is_some)
    }

    /// The columns as they can be chosen: the name, its label, and whether it is on.
    pub fn column_choices(&self, page: &Page) -> Vec<(&'static str, String, bool)> {
        let columns = &self.filters.columns;
        let choice = |field: &Field| (field.name, page.t(field.label), columns.has(field.name));
        FIELDS.iter().map(choice).collect()
    }

    /// The heads of the columns.
    pub fn heads(&self, page: &Page) -> Vec<Head> {
        let columns = &self.filters.columns;
        let fields = columns.fields().iter();
        fields
            .filter(|field| !(field.name == "phone" && columns.has("email")))
            .map(|field| {
                let is_contact = field.name == "email" && columns.has("phone");
                let label = if is_contact {
                    "customers-contact"
                } else {
                    field.label
                };
                Head {
                    label: page.t(label),
                    sort: field.sort.map(|key| key.to_string()).unwrap_or_default(),
                    class: match (field.kind.is_figure(), self.is_narrow(field.name)) {
                        (true, true) => "n",
                        (true, false) => "n xs-hide",
                        (false, true) => "",
                        (false, false) => "xs-hide",
                    },
                }
            })
            .collect()
    }

    /// On a phone two columns beside the name have room.
    pub fn is_narrow(&self, name: &str) -> bool {
        let columns = &self.filters.columns;
        let usual = columns.has("segment") || columns.has("spend");
        let first = columns.fields().first().map(|field| field.name);
        match usual {
            true => matches!(name, "segment" | "spend"),
            false => first == Some(name),
        }
    }

    /// The saved lists that this person has.
    pub fn views(&self) -> impl Iterator<Item = SavedView> {
        self.choices.iter().filter_map(Choice::view)
    }

    /// The view that the list began with.
    pub fn view(&self) -> Option<SavedView> {
        self.views().find(|view| Some(view.id) == self.filters.view)
    }

    /// Whether the list began with it.
    pub fn is_current(&self, view: &SavedView) -> bool {
        Some(view.id) == self.filters.view
    }

    /// Whether the list is not as the view has it.
    pub fn differs_from(&self, view: &SavedView) -> bool {
        self.query() != view.query
    }

    /// What a view of this list keeps.
    pub fn query(&self) -> String {
        self.filters.query_without(&["view"])
    }

    /// The list's own query, to come back to.
    pub fn back(&self) -> String {
        let query = self.filters.query_without(&[]);
        let page = self.filters.page;
        let parts = [query, format!("page={page}")];
        let kept = parts
            .iter()
            .filter(|part| !part.is_empty() && *part != "page=1");
        kept.cloned().collect::<Vec<_>>().join("&")
    }

    /// A customer's page, from which one can go on in this list.
    pub fn row_href(&self, id: &CustomerId) -> String {
        let list = match self.back() {
            list if list.is_empty() => "view=all".to_owned(),
            list => list,
        };
        with_list(&format!("{PATH}/{id}"), &list)
    }

    pub fn is_default(&self, view: &SavedView) -> bool {
        let id = view.id.to_string();
        let mut choices = self.choices.iter();
        choices.any(|choice| choice.filter == "view" && choice.value == id && choice.is_default)
    }

    /// Whether this person may change it.
    pub fn may_change(&self, page: &Page, view: &SavedView) -> bool {
        let is_own = page.user().is_some_and(|me| me.id == view.owner_id);
        is_own || page.may(Capability::Settings)
    }

    /// Everybody: for who has a view to begin with, another address than the list's own.
    pub fn everybody(&self) -> String {
        self.whole(PATH.to_owned())
    }

    fn whole(&self, address: String) -> String {
        let has_default = self.choices.iter().any(|choice| choice.is_default);
        match address == PATH && has_default {
            true => format!("{PATH}?view=all"),
            false => address,
        }
    }

    /// Everything but the columns, for the form that chooses them.
    pub fn state_without_columns(&self) -> Vec<(&'static str, String)> {
        let state = self.filters.state().into_iter();
        state
            .filter(|(name, value)| *name != "columns" && !value.is_empty())
            .collect()
    }

    pub fn with_usual_columns(&self) -> String {
        self.whole(self.filters.address_without(&["columns"]))
    }

    /// "3.053 clientes", all pages of them; those found by a name that is only like what was typed are not in it.
    pub fn export_note(&self, page: &Page) -> String {
        let similar = self.rows.iter().filter(|view| view.row.is_similar).count();
        let similar = i64::try_from(similar).unwrap_or_default();
        match self.count {
            Count::Exactly(n) => page.tn("customers-export-some", n - similar),
            Count::Many => page.t("customers-export-every"),
        }
    }

    /// "Los 1.234 de la lista"
    pub fn everyone(&self, page: &Page) -> String {
        let similar = self.rows.iter().filter(|view| view.row.is_similar).count();
        let similar = i64::try_from(similar).unwrap_or_default();
        match self.count {
            Count::Exactly(n) => page.tv("batch-all", "count", page.number(n - similar)),
            Count::Many => page.t("batch-all-many"),
        }
    }

    /// Where the table for spreadsheets is: with these columns, or with all there are.
    pub fn export(&self, all: bool) -> String {
        let list = self.filters.query_without(&["sort", "view"]);
        let list = if all { format!("{list}&all=yes") } else { list };
        format!("{PATH}/export?{}", list.trim_start_matches('&'))
    }

    pub fn segment(&self) -> String {
        written(self.filters.segment)
    }

    pub fn status(&self) -> String {
        written(self.filters.status)
    }

    /// Where a campaign for whom the list names begins.
    pub fn campaign(&self) -> String {
        let list = self.filters.address_without(&["sort", "columns", "view"]);
        list.replacen(PATH, "/campaigns/new", 1)
    }

    fn carried_view(&self) -> String {
        let has_default = self.choices.iter().any(|choice| choice.is_default);
        match self.filters.view {
            None if has_default => "all".to_owned(),
            view => written(view),
        }
    }

    /// What the search form has to carry along besides its own fields.
    pub fn carried(&self) -> Vec<(&'static str, String)> {
        let filters = &self.filters;
        [
            ("columns", filters.columns.written()),
            ("view", self.carried_view()),
            ("order", written(filters.sort)),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

/// "Correo: acepta mensajes comerciales"
fn consent_text(page: &Page, consent: Option<(Channel, ConsentState)>) -> String {
    consent.map_or_else(String::new, |(channel, state)| {
        let name = page.t(&format!("channel-{channel}"));
        let word = page.t(&format!("consent-state-{state}"));
        format!("{name}: {word}")
    })
}

/// The values with their texts, of which `prefix` is the beginning of the key.
pub fn options<T: ToString>(page: &Page, prefix: &str, values: &[T]) -> Vec<(String, String)> {
    values
        .iter()
        .map(|value| {
            let value = value.to_string();
            let text = page.t(&format!("{prefix}{value}"));
            (value, text)
        })
        .collect()
}
