//! The profile as its page shows it, with its addresses; a line of its timeline in `entry`.

mod entry;

use askama::Template;
use chrono::{Datelike as _, Months, NaiveDate};

use self::entry::Entry;
use super::lift::LiftLines;
use super::model::{ChannelLine, Happening, MonthVisits, Profile};
use super::reason::{self, Reason};
use super::timeline::Day;
use crate::customers::points::model::PointKind;
use crate::customers::{CustomerKind, CustomerStatus, with_list};
use crate::domain::period::month_start;
use crate::domain::{OwnField, own_values};
use crate::invoices;
use crate::messages;
use crate::proposals::Panel;
use crate::segments::Segment;
use crate::value;
use crate::web::charts::{self, Part, Tick};
use crate::web::{Page, query};

/// The strip of visits goes back so far.
const MONTHS_SHOWN: u32 = 24;
/// The channels of a consent, in the order of the page.
const CHANNELS: [&str; 4] = ["email", "whatsapp", "sms", "call"];

#[derive(Template)]
#[template(path = "profile/show.html")]
pub struct ProfilePage {
    pub page: Page,
    profile: Profile,
    /// For those who work with them.
    proposals: Option<Panel>,
    segment: Segment,
    reasons: Vec<Reason>,
    favourites: Vec<Part>,
    outlook: value::Panel,
    /// Of the last 24 months, also those without a visit.
    months: Vec<MonthVisits>,
    ticks: Vec<Tick>,
    timeline: Timeline,
    /// The query of the customers list that one came from; empty for none.
    list: String,
}

/// The page of the timeline that is shown.
pub struct Timeline {
    pub days: Vec<Day>,
    /// The timeline's tab.
    pub show: &'static str,
    /// Where this page of the timeline begins, if not at its newest.
    pub before: Option<NaiveDate>,
    /// Where the next begins, if there is more.
    pub older: Option<NaiveDate>,
}

impl ProfilePage {
    pub fn new(
        page: Page,
        profile: Profile,
        proposals: Option<Panel>,
        timeline: Timeline,
        list: String,
    ) -> Self {
        let figures = profile.figures.as_ref();
        let cuts = profile.cuts.into();
        let months = last_months(page.today, &profile.months.0);
        let visits: Vec<i64> = months.iter().map(|month| month.visits).collect();
        Self {
            segment: figures.map(|figures| figures.segment).unwrap_or_default(),
            reasons: figures
                .map(|figures| reason::reasons(figures, &cuts).to_vec())
                .unwrap_or_default(),
            favourites: favourite_parts(&page, &profile),
            outlook: value::Panel::new(profile.outlook.0.clone(), page.today),
            ticks: charts::ticks(&visits),
            months,
            page,
            profile,
            proposals,
            timeline,
            list,
        }
    }

    /// The list that one came from.
    fn list_href(&self) -> String {
        match self.list.is_empty() {
            true => "/customers".to_owned(),
            false => format!("/customers?{}", self.list),
        }
    }

    fn invoices(&self) -> Vec<invoices::Summary> {
        let rows = self.profile.invoices.0.iter();
        rows.map(|row| invoices::Summary::of(&self.page, row))
            .collect()
    }

    /// Nobody is advised about who was erased.
    fn lift(&self) -> Option<LiftLines> {
        match self.is_erased() {
            true => None,
            false => LiftLines::new(&self.page, &self.profile),
        }
    }

    fn segment_key(&self) -> &'static str {
        self.segment.as_str()
    }

    /// Nothing is offered to them.
    fn is_blocked(&self) -> bool {
        self.profile.person.status == CustomerStatus::Blocked.as_str() || self.is_erased()
    }

    /// What they bought is left of them, and nothing is written to them any more.
    fn is_erased(&self) -> bool {
        self.profile.person.erased_at.is_some()
    }

    /// A company has people; whoever has some is shown with them.
    fn has_people(&self) -> bool {
        let profile = &self.profile;
        profile.person.kind == CustomerKind::Company.as_str() || !profile.people.0.is_empty()
    }

    /// Where a click on a channel leads; nowhere for a place.
    fn channel_href(&self, channel: &ChannelLine) -> Option<String> {
        let dialled = channel.value_key.as_ref().unwrap_or(&channel.value);
        match channel.kind {
            PointKind::Email => Some(format!("mailto:{}", channel.value)),
            PointKind::Phone | PointKind::Mobile => Some(format!("tel:{dialled}")),
            PointKind::Address => None,
        }
    }

    fn status_key(&self) -> String {
        format!("customer-status-{}", self.profile.person.status)
    }

    /// "segment-rule-vip"
    fn rule_key(&self) -> String {
        format!("segment-rule-{}", self.segment)
    }

    /// "Última visita hace 12 días", "96 servicios", "$6.284.500 de gasto"
    fn fact_of(&self, reason: &Reason) -> String {
        match reason.axis {
            'r' => self.last_visit(),
            'f' => self.page.tn("count-services", reason.figure),
            _ => self
                .page
                .tv("reason-spend", "amount", self.page.money(reason.figure)),
        }
    }

    /// "hasta 90 días"
    fn range_of(&self, reason: &Reason) -> String {
        let key = format!("range-{}{}", reason.axis, reason.score);
        let write = |n: i64| match reason.axis {
            'm' => self.page.money(n),
            _ => self.page.number(n),
        };
        let (from, to) = reason.range.ends();
        self.page.tv2(&key, "from", write(from), "to", write(to))
    }

    fn last_visit(&self) -> String {
        let days = self.profile.figures.as_ref().map(|f| f.recency_days());
        let ago = self.page.tn("days-ago", days.unwrap_or_default());
        self.page.tv("profile-last-visit", "ago", ago)
    }

    /// "56912345678", as a link to WhatsApp takes it.
    fn whatsapp(&self) -> Option<&str> {
        let number = self.profile.person.phone_e164.as_deref()?;
        Some(number.trim_start_matches('+'))
    }

    /// What a tap on the phone dials.
    fn dial(&self) -> Option<&str> {
        let person = &self.profile.person;
        person.phone_e164.as_deref().or(person.phone.as_deref())
    }

    /// Where it says more of an address that nothing, or nothing commercial, is sent to.
    fn suppressions_href(&self) -> String {
        let email = self.profile.person.email.as_deref();
        messages::link_to_suppressions(email.unwrap_or_default().trim())
    }

    /// City, region and country as one line; empty without any.
    fn place(&self) -> String {
        let person = &self.profile.person;
        let parts = [&person.city, &person.region, &person.country];
        let given: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        given.join(", ")
    }

    /// Everybody with a tag.
    fn tag_href(&self, tag: &str) -> String {
        query("/customers", &[("tag", tag)])
    }

    /// A website as a link, if it is one.
    fn website(&self) -> Option<&str> {
        let address = self.profile.person.website.as_deref()?;
        let is_link = address.starts_with("https://") || address.starts_with("http://");
        is_link.then_some(address)
    }

    /// Every channel with what holds for it.
    fn consents(&self) -> Vec<(&'static str, &str)> {
        let said = &self.profile.consents.0;
        let state = |channel: &'static str| {
            let known = said.iter().find(|consent| consent.channel == channel);
            (
                channel,
                known.map_or("unknown", |consent| consent.state.as_str()),
            )
        };
        CHANNELS.into_iter().map(state).collect()
    }

    /// What was said in the fields of the business, retired ones too: key, name and value.
    fn own_facts(&self) -> Vec<(String, String, String)> {
        let values = own_values(&self.profile.person.custom);
        let fact = |field: &OwnField| {
            let value = self.page.own_value(field, values.get(&field.key)?);
            Some((field.key.to_string(), field.name.clone(), value))
        };
        let fields = self.page.org().customer_fields.iter();
        fields.filter_map(fact).collect()
    }

    fn months_label(&self) -> String {
        let visits: i64 = self.months.iter().map(|month| month.visits).sum();
        self.page.tn("profile-months-label", visits)
    }

    fn months_with_visits(&self) -> impl Iterator<Item = &MonthVisits> {
        self.months.iter().rev().filter(|month| month.visits > 0)
    }

    fn colour_of(&self, category: &str) -> &'static str {
        let place = |part: &&Part| part.label == category;
        self.favourites
            .iter()
            .find(place)
            .map_or("c4", |part| part.class)
    }

    /// The tabs that the reader may see, with their names.
    fn tabs(&self) -> Vec<(&'static str, String)> {
        let mut groups = vec!["all", "services", "notes", "messages"];
        if self.page.can("proposals") {
            groups.push("proposals");
        }
        groups.push("consents");
        let named = |group: &'static str| (group, self.page.t(&format!("timeline-{group}")));
        groups.into_iter().map(named).collect()
    }

    fn tab_href(&self, group: &str) -> String {
        match group {
            "all" => self.own_href(&[]),
            _ => self.own_href(&[("show", group)]),
        }
    }

    fn older_href(&self, before: &NaiveDate) -> String {
        let before = before.to_string();
        let href = self.own_href(&[("show", self.timeline.show), ("before", &before)]);
        format!("{href}#activity")
    }

    /// This page, to come back to.
    fn here(&self) -> String {
        self.own_href(&[])
    }

    /// Its timeline.
    fn timeline_href(&self) -> String {
        format!("{}#activity", self.here())
    }

    /// A page of this customer's that comes back here: `edit`, `history/new`; `next` and `previous` lead on in the list.
    fn below_href(&self, place: &str) -> String {
        with_list(
            &format!("/customers/{}/{place}", self.profile.person.id),
            &self.list,
        )
    }

    fn plan_href(&self) -> String {
        let customer = self.profile.person.id.to_string();
        query(
            "/activities/new",
            &[("customer", &customer), ("back", &self.here())],
        )
    }

    fn activity_href(&self, id: &impl std::fmt::Display) -> String {
        query(
            &format!("/activities/{id}/edit"),
            &[("back", &self.timeline_href())],
        )
    }

    /// This page, with the list that one came from.
    fn own_href(&self, pairs: &[(&str, &str)]) -> String {
        let mut pairs = pairs.to_vec();
        if !self.list.is_empty() {
            pairs.push(("list", &self.list));
        }
        query(&format!("/customers/{}", self.profile.person.id), &pairs)
    }

    /// "Hoy", "Ayer", "viernes 20 de noviembre"; with its year if that is not this one.
    fn day_name(&self, day: &NaiveDate) -> String {
        match (self.page.today - *day).num_days() {
            0 => self.page.t("today"),
            1 => self.page.t("yesterday"),
            -1 => self.page.t("activity-tomorrow"),
            _ if day.year() == self.page.today.year() => self.page.date_weekday(day),
            _ => self.page.date_long(day),
        }
    }

    fn entry<'a>(&self, happening: &'a Happening) -> Entry<'a> {
        Entry::new(&self.page, happening)
    }

    fn created_on(&self) -> NaiveDate {
        self.page.local_date(&self.profile.person.created_at)
    }
}

fn favourite_parts(page: &Page, profile: &Profile) -> Vec<Part> {
    let part = |favourite: &crate::history::queries::Favourite| {
        let text = page.number(favourite.services);
        (favourite.category.clone(), favourite.services, text)
    };
    charts::stack(profile.favourites.0.iter().map(part).collect())
}

/// Every month of the strip, oldest first, from those that have a visit.
fn last_months(today: NaiveDate, visited: &[MonthVisits]) -> Vec<MonthVisits> {
    let this = month_start(today);
    let month = |back: u32| this.checked_sub_months(Months::new(back)).unwrap_or(this);
    let visits_in = |month: NaiveDate| {
        let found = visited.iter().find(|visited| visited.month == month);
        found.map_or(0, |visited| visited.visits)
    };
    let all = (0..MONTHS_SHOWN).rev().map(month);
    all.map(|month| MonthVisits {
        month,
        visits: visits_in(month),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strip_has_every_month_of_two_years() {
        let today: NaiveDate = "2025-10-26".parse().unwrap();
        let visited = [MonthVisits {
            month: "2025-09-01".parse().unwrap(),
            visits: 3,
        }];
        let months = last_months(today, &visited);
        assert_eq!(months.len(), 24);
        assert_eq!(months[0].month.to_string(), "2023-11-01");
        assert_eq!((months[22].visits, months[23].visits), (3, 0));
    }
}
