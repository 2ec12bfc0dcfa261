//! The filters above the list, and the chips that say which are on.

use super::list::{List, options};
use crate::customers::filters::{MINE, NOBODYS, PATH, SegmentFilter};
use crate::customers::model::{Channel, ConsentState, CustomerStatus};
use crate::customers::narrowing::written;
use crate::customers::tags::edit_of;
use crate::web::Page;

impl List {
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
            "late" => return page.t("customers-late"),
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
        if let Some((_, typed)) = self.unread(name) {
            return typed.clone();
        }
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

    /// Whether every filter means something.
    pub fn is_understood(&self) -> bool {
        self.filters.unread.is_empty()
    }

    /// Why a field of the form does not narrow the list, or nothing.
    pub fn problem(&self, page: &Page, name: &str) -> String {
        match self.unread(name) {
            None => String::new(),
            Some(("spend_min" | "spend_max", _)) => page.t("customers-unread-money"),
            Some(("last_from" | "last_to", _)) => page.t("customers-unread-date"),
            Some(_) => page.t("customers-unread-number"),
        }
    }

    fn unread(&self, name: &str) -> Option<&(&'static str, String)> {
        self.filters.unread.iter().find(|(own, _)| *own == name)
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

    /// Where the filter's tag is changed.
    pub fn tag_page(&self) -> String {
        edit_of(&self.filters.tag)
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
