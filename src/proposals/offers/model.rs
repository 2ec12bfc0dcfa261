//! What may be offered to a segment. Pure.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use diesel::{AsChangeset, Queryable, Selectable};
use serde::Serialize;

use crate::db::schema::segment_offers;
use crate::domain::{Language, OfferLimits};
use crate::proposals::engine::facts::offer_limit;
use crate::segments::Segment;

/// For how many days an offer holds where nobody has said otherwise.
const DAYS: i32 = 30;

/// A row of `segment_offers`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset, Serialize)]
#[diesel(table_name = segment_offers, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
pub struct Terms {
    /// Without it the segment is offered nothing.
    pub is_on: bool,
    /// `None` is as much as may be offered.
    pub percent: Option<i32>,
    /// `None` is the organisation's own.
    pub limit_percent: Option<i32>,
    /// Empty is the program's own.
    pub title_es: String,
    pub title_en: String,
    pub valid_days: i32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            is_on: true,
            percent: None,
            limit_percent: None,
            title_es: String::new(),
            title_en: String::new(),
            valid_days: DAYS,
        }
    }
}

impl Terms {
    /// The highest discount, in percent, where the organisation allows the segment this much.
    pub fn limit(&self, organisation: i32) -> i32 {
        match self.is_on {
            true => self.limit_percent.unwrap_or(organisation).min(organisation),
            false => 0,
        }
    }

    /// The discount that is offered unless somebody decides otherwise, in percent.
    pub fn percent(&self, organisation: i32) -> i32 {
        let limit = self.limit(organisation);
        self.percent.unwrap_or(limit).min(limit)
    }

    /// What the organisation calls the offer, where it has said.
    pub fn title(&self, language: Language) -> Option<&str> {
        let title = match language {
            Language::Es => &self.title_es,
            Language::En => &self.title_en,
        };
        Some(title.as_str()).filter(|title| !title.is_empty())
    }

    /// The day on which an offer made today ends.
    pub fn valid_until(&self, today: NaiveDate) -> NaiveDate {
        let days = u64::try_from(self.valid_days).unwrap_or_default();
        today.checked_add_days(Days::new(days)).unwrap_or(today)
    }
}

/// What may be offered to each segment.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    pub organisation: OfferLimits,
    pub terms: HashMap<Segment, Terms>,
}

impl Limits {
    /// The highest discount that the segment may get, in percent; without one, that any may get.
    pub fn highest(&self, segment: Option<Segment>) -> i32 {
        let limit = |segment| self.of(segment, Terms::limit);
        match segment {
            Some(segment) => limit(segment),
            None => Segment::ALL.iter().copied().map(limit).max().unwrap_or(0),
        }
    }

    /// What the segment is offered unless somebody decides otherwise, in percent.
    pub fn usual(&self, segment: Segment) -> i32 {
        self.of(segment, Terms::percent)
    }

    fn of(&self, segment: Segment, figure: fn(&Terms, i32) -> i32) -> i32 {
        let organisation = offer_limit(segment, &self.organisation);
        let terms = self.terms.get(&segment).cloned().unwrap_or_default();
        figure(&terms, organisation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_a_segment_gets_what_the_organisation_allows_for_thirty_days() {
        let terms = Terms::default();
        assert_eq!((terms.limit(20), terms.percent(20)), (20, 20));
        let today = "2025-10-26".parse().unwrap();
        assert_eq!(terms.valid_until(today).to_string(), "2025-11-25");
        assert_eq!(terms.title(Language::Es), None);
    }

    #[test]
    fn a_segments_limit_never_goes_beyond_the_organisations() {
        let terms = |percent, limit_percent| Terms {
            percent,
            limit_percent,
            ..Terms::default()
        };
        assert_eq!(terms(None, Some(30)).limit(20), 20);
        assert_eq!(terms(Some(15), Some(12)).percent(20), 12);
        assert_eq!(terms(Some(5), None).percent(20), 5);
        let off = Terms {
            is_on: false,
            ..terms(Some(5), Some(10))
        };
        assert_eq!((off.limit(20), off.percent(20)), (0, 0));
    }
}
