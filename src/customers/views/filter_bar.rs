//! The filters above the list, and the chips that say which are on. How the form asks for each is in `filter_form`.

use super::list::{List, gone_text, options, with_asked};
use super::row::{label_text, value_text};
use crate::customers::fields::{Field, Filter, Kind, known};
use crate::customers::filters::{Asked, MINE, NOBODYS, PATH, SegmentFilter, Test, written};
use crate::customers::model::{Channel, ConsentState, CustomerStatus};
use crate::customers::queries::Choice;
use crate::customers::tags::edit_of;
use crate::web::Page;

impl List {
    /// The same search without anything that narrows it.
    pub fn without_filters(&self) -> String {
        let pairs = self.filters.pairs();
        let names = pairs.iter().map(|(name, _)| name.as_str());
        let but_words: Vec<&str> = names.filter(|name| *name != "q").collect();
        self.whole(self.filters.address_without(&but_words))
    }

    /// The filters that are on: what they say, and the address without them.
    pub fn chips(&self, page: &Page) -> Vec<(String, String)> {
        let filters = &self.filters;
        let pairs = filters.pairs().into_iter();
        pairs
            .filter(|(name, _)| name != "q")
            .map(|(name, value)| {
                let mut asked = filters.asked.iter();
                let text = match asked.find(|asked| asked.part() == name) {
                    Some(asked) => asked_text(page, asked),
                    None => self.chip(page, &name, &value),
                };
                (text, self.whole(filters.address_without(&[name.as_str()])))
            })
            .collect()
    }

    /// Of what is no field.
    fn chip(&self, page: &Page, name: &str, value: &str) -> String {
        let shown = match name {
            "segment" => return page.t(&format!("segment-{value}")),
            "consent" => return consent_text(page, self.filters.more.consent),
            "owner" if value == MINE => return page.t("customers-mine"),
            "owner" if value == NOBODYS => return page.t("customers-nobodys"),
            "owner" | "category" => self.asked_choice(page, name, value),
            "away" => page.number(value.parse::<i64>().unwrap_or_default()),
            _ => value.to_owned(),
        };
        page.tv(&format!("customers-chip-{name}"), "value", shown)
    }

    /// What is asked for, as it is called where it can be chosen.
    fn asked_choice(&self, page: &Page, filter: &str, value: &str) -> String {
        let mut choices = self.choices.iter();
        let found = choices.find(|choice| choice.filter == filter && choice.value == value);
        match found {
            Some(choice) => choice_text(page, choice),
            None => gone_text(page, value),
        }
    }

    fn choices(&self, page: &Page, filter: &str) -> impl Iterator<Item = (String, String)> {
        let choices = self.choices.iter();
        let of_filter = choices.filter(move |choice| choice.filter == filter);
        of_filter.map(move |choice| (choice.value.clone(), choice_text(page, choice)))
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
        let all = own.into_iter().chain(self.choices(page, "owner")).collect();
        with_asked(page, all, &self.owner())
    }

    pub fn owner(&self) -> String {
        written(self.filters.owner)
    }

    pub fn categories(&self, page: &Page) -> Vec<(String, String)> {
        let all = self.choices(page, "category").collect();
        with_asked(page, all, &self.filters.more.category)
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

    /// What of the filters means nothing, by its name: "Autoriza fotos: quizás".
    pub fn unread(&self, page: &Page) -> String {
        let named = |(name, typed): &(String, String)| {
            let mut fields = known(&page.organisation.customer_fields);
            let is_meant = |field: &Field| {
                let mut tests = field.filter.map(Filter::tests).unwrap_or_default().iter();
                tests.any(|test| test.input(field) == *name || test.part(field) == *name)
            };
            let label = match name.as_str() {
                "away" => Some(page.t("customers-away")),
                _ => fields.find(is_meant).map(|field| label_text(page, &field)),
            };
            format!("{}: {typed}", label.as_deref().unwrap_or(name))
        };
        let all: Vec<String> = self.filters.unread.iter().map(named).collect();
        page.tv("customers-unread", "filters", all.join(", "))
    }

    /// The list without them.
    pub fn without_unread(&self) -> String {
        self.whole(self.filters.address_without(&[]))
    }

    /// Whether every filter means something: otherwise the list names others than it was asked for.
    pub fn is_understood(&self) -> bool {
        self.filters.unread.is_empty()
    }

    pub fn segment(&self) -> String {
        written(self.filters.segment)
    }

    pub fn status(&self) -> &str {
        self.filters.asked_for("status")
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

/// "Rosa Díaz", and of who cannot sign in any more "Rosa Díaz (acceso desactivado)"
fn choice_text(page: &Page, choice: &Choice) -> String {
    match choice.is_disabled {
        true => page.tv("customers-owner-disabled", "name", &choice.text),
        false => choice.text.clone(),
    }
}

/// "Gasto desde $100.000", "Tipo de piel: Seca"
fn asked_text(page: &Page, asked: &Asked) -> String {
    let (field, part) = (&asked.field, asked.part());
    let value = value_text(page, field, Some(&asked.value));
    match (field.label, field.filter, field.kind) {
        (None, ..) => {
            let key = match (asked.test, field.kind) {
                (Test::Is, _) => "customers-chip-own",
                (Test::From, Kind::Date) => "customers-chip-own-day-from",
                (Test::To, Kind::Date) => "customers-chip-own-day-to",
                (Test::From, _) => "customers-chip-own-from",
                (Test::To, _) => "customers-chip-own-to",
            };
            page.tv2(key, "name", label_text(page, field), "value", value)
        }
        (_, Some(Filter::Given), _) => page.t(&format!("customers-chip-{part}")),
        // The word says what it is a word for.
        (_, _, Kind::Choice(_)) => value,
        _ => page.tv(&format!("customers-chip-{part}"), "value", value),
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
