//! What else narrows the list, besides words, segment, state, owner and tag. Pure.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate};

use super::model::{Channel, ConsentState};
use super::params::ListParams;

/// Longer than any name of a place or a category.
const TEXT_MAX: usize = 120;
/// In days: nobody asks how long ago somebody came who came in another life.
const AWAY_MAX: i64 = 36_500;
/// What is outside is a slip of the key.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// From, to; both belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range<T> {
    pub from: Option<T>,
    pub to: Option<T>,
}

impl<T> Default for Range<T> {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
        }
    }
}

/// A value that means nothing is as if it were absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Accents and case are forgiven in both.
    pub city: String,
    pub source: String,
    /// Whoever had a service of it.
    pub category: String,
    /// The newest word on a channel.
    pub consent: Option<(Channel, ConsentState)>,
    /// Minor units of the organisation's currency.
    pub spend: Range<i64>,
    pub services: Range<i64>,
    /// The last visit.
    pub last: Range<NaiveDate>,
    /// Nobody who came within so many days.
    pub away: Option<i64>,
    /// Whoever is late by their own rhythm.
    pub late: bool,
    /// Whoever owes something that was due.
    pub overdue: bool,
}

impl Narrowing {
    pub fn read(params: &ListParams) -> Self {
        let text = |text: &str| -> String { text.trim().chars().take(TEXT_MAX).collect() };
        let day = |text: &str| {
            let day: Option<NaiveDate> = text.trim().parse().ok();
            day.filter(|day| YEARS.contains(&day.year()))
        };
        let count = |text: &str| text.trim().parse::<i64>().ok().filter(|n| *n >= 0);
        Self {
            city: text(&params.city),
            source: text(&params.source),
            category: text(&params.category),
            consent: read_consent(&params.consent),
            spend: Range {
                from: params.spend_from.parse().ok(),
                to: params.spend_to.parse().ok(),
            },
            services: Range {
                from: count(&params.services_from),
                to: count(&params.services_to),
            },
            last: Range {
                from: day(&params.last_from),
                to: day(&params.last_to),
            },
            away: count(&params.away).filter(|days| (1..=AWAY_MAX).contains(days)),
            late: params.late == "yes",
            overdue: params.overdue == "yes",
        }
    }

    /// The parts of the address; those that do not narrow are empty.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let yes = |on: bool| if on { "yes" } else { "" }.to_owned();
        let consent = self
            .consent
            .map(|(channel, state)| format!("{channel}-{state}"));
        vec![
            ("city", self.city.clone()),
            ("source", self.source.clone()),
            ("category", self.category.clone()),
            ("consent", consent.unwrap_or_default()),
            ("spend_from", written(self.spend.from)),
            ("spend_to", written(self.spend.to)),
            ("services_from", written(self.services.from)),
            ("services_to", written(self.services.to)),
            ("last_from", written(self.last.from)),
            ("last_to", written(self.last.to)),
            ("away", written(self.away)),
            ("late", yes(self.late)),
            ("overdue", yes(self.overdue)),
        ]
    }

    /// The fields of the form in which something was typed that means nothing there, with what was typed.
    pub fn unread(&self, params: &ListParams) -> Vec<(&'static str, String)> {
        let amount = |typed: &Option<String>| typed.clone().unwrap_or_default();
        let fields = [
            ("spend_min", amount(&params.spend_min), false),
            ("spend_max", amount(&params.spend_max), false),
            (
                "services_from",
                params.services_from.clone(),
                self.services.from.is_some(),
            ),
            (
                "services_to",
                params.services_to.clone(),
                self.services.to.is_some(),
            ),
            (
                "last_from",
                params.last_from.clone(),
                self.last.from.is_some(),
            ),
            ("last_to", params.last_to.clone(), self.last.to.is_some()),
            ("away", params.away.clone(), self.away.is_some()),
        ];
        fields
            .into_iter()
            .filter(|(_, typed, is_read)| !is_read && !typed.trim().is_empty())
            .map(|(name, typed, _)| (name, typed.chars().take(TEXT_MAX).collect()))
            .collect()
    }

    /// Whether only those are meant of whom there are figures.
    pub fn asks_for_history(&self) -> bool {
        let has_range = self.spend != Range::default() || self.services != Range::default();
        has_range || self.last != Range::default() || self.away.is_some() || self.late
    }
}

/// Empty for nothing.
pub fn written(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// `email-given`
fn read_consent(text: &str) -> Option<(Channel, ConsentState)> {
    let (channel, state) = text.split_once('-')?;
    Some((channel.parse().ok()?, state.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Narrowing {
        Narrowing::read(&ListParams::of_query(query))
    }

    fn shown(narrowing: &Narrowing) -> String {
        let kept = narrowing
            .pairs()
            .into_iter()
            .filter(|(_, value)| !value.is_empty());
        let kept: Vec<String> = kept
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        kept.join("&")
    }

    #[test]
    fn what_narrows_is_read_and_written_back() {
        let query = "city=Puerto+Varas&consent=email-given&spend_from=100000&services_to=3&last_from=2025-01-01&away=90&late=yes&overdue=yes";
        assert_eq!(shown(&read(query)), query.replace('+', " "));
    }

    #[test]
    fn what_means_nothing_is_absent() {
        for query in [
            "consent=email",
            "consent=fax-given",
            "consent=email-perhaps",
            "spend_from=much",
            "services_from=-1",
            "last_to=2025-02-30",
            "last_to=+99999-01-01",
            "away=0",
            "away=999999",
            "late=no",
            "overdue=no",
        ] {
            assert_eq!(read(query), Narrowing::default(), "{query}");
        }
    }
}
