//! What the server knows of a customer, as the engines get it: no name, contact or note among it. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::odds::Evidence;
use crate::domain::{Hemisphere, OfferLimits, Season, ServiceId};
use crate::proposals::offers::Terms;
use crate::segments::{Scores, Segment};

/// One service that the customer took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub service: ServiceId,
    pub category: String,
    pub date: NaiveDate,
}

/// A service that may be recommended, with what was learnt of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub service: ServiceId,
    pub name: String,
    pub category: String,
    /// Minor units.
    pub price: Option<i64>,
    /// How many of those who stood to it alike took it; of first-time customers, how many did.
    pub evidence: Evidence,
    /// The share of its sales that fell into the season of today; `None` without sales.
    pub season_share: Option<f64>,
}

/// Everything an engine is told.
#[derive(Debug, Clone)]
pub struct Facts {
    pub today: NaiveDate,
    pub hemisphere: Hemisphere,
    pub segment: Segment,
    /// `None` without history.
    pub standing: Option<Standing>,
    /// The customer's services up to today, newest first.
    pub taken: Vec<Taken>,
    /// Active services of the catalogue.
    pub candidates: Vec<Candidate>,
    pub offer_limits: OfferLimits,
    /// What is offered to the segment.
    pub terms: Terms,
}

/// Whether somebody is among the few who spend most is told without counting further than this.
pub const MOST_AHEAD: i64 = 10_000;

/// What is stored about a customer with history.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    pub scores: Scores,
    pub services: i64,
    /// Minor units.
    pub spend: i64,
    pub last_date: NaiveDate,
    pub first_date: NaiveDate,
    /// How many customers have spent more, of `ranked` with history; counted up to [`MOST_AHEAD`].
    pub ahead: i64,
    pub ranked: i64,
}

impl Facts {
    /// The highest discount for the customer's segment, in percent.
    pub fn offer_limit(&self) -> i32 {
        self.terms
            .limit(offer_limit(self.segment, &self.offer_limits))
    }

    /// The discount that is offered unless somebody decides otherwise, in percent.
    pub fn offer_percent(&self) -> i32 {
        let organisation = offer_limit(self.segment, &self.offer_limits);
        self.terms.percent(organisation)
    }

    /// The day on which an offer made today ends.
    pub fn offer_end(&self) -> NaiveDate {
        self.terms.valid_until(self.today)
    }

    pub fn season(&self) -> Season {
        Season::of(self.today, self.hemisphere)
    }

    /// The median of the days between the customer's visits with a category; `None` with fewer than three visits.
    pub fn rhythm(&self, category: &str) -> Option<Rhythm> {
        self.rhythm_of(|taken| taken.category == category)
    }

    /// The same over all visits.
    pub fn usual_rhythm(&self) -> Option<Rhythm> {
        self.rhythm_of(|_| true)
    }

    fn rhythm_of(&self, counts: impl Fn(&&Taken) -> bool) -> Option<Rhythm> {
        let mut days: Vec<NaiveDate> = self
            .taken
            .iter()
            .filter(counts)
            .map(|taken| taken.date)
            .collect();
        days.sort_unstable();
        days.dedup();
        let last = *days.last()?;
        let mut gaps: Vec<i64> = days
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).num_days())
            .collect();
        if gaps.len() < 2 {
            return None;
        }
        gaps.sort_unstable();
        Some(Rhythm {
            days: gaps[(gaps.len() - 1) / 2],
            since: (self.today - last).num_days(),
        })
    }

    /// The category taken most, and how often; of equals the first by name.
    pub fn favourite(&self) -> Option<(&str, i64)> {
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for taken in &self.taken {
            *counts.entry(&taken.category).or_default() += 1;
        }
        counts
            .into_iter()
            .min_by_key(|(category, count)| (-count, *category))
    }
}

/// Who stayed away for this many times the usual pause has dropped the habit.
const LAPSED_AFTER: i64 = 4;

/// How often a customer comes for a category, and how long ago she last did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    pub days: i64,
    pub since: i64,
}

impl Rhythm {
    pub fn is_due(&self) -> bool {
        self.since >= self.days
    }

    /// She has stayed away so long that it is her rhythm no more.
    pub fn has_lapsed(&self) -> bool {
        self.since > self.days.saturating_mul(LAPSED_AFTER)
    }
}

/// The highest discount that the organisation allows a segment, in percent: the best customers' own, one to win back who is slipping away, and
/// one for everybody else.
pub fn offer_limit(segment: Segment, limits: &OfferLimits) -> i32 {
    match segment {
        Segment::Vip | Segment::Champions => limits.best,
        Segment::AtRisk | Segment::Hibernating => limits.win_back,
        _ => limits.other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(dates: &[&str]) -> Facts {
        let taken = dates
            .iter()
            .map(|date| Taken {
                service: 1.into(),
                category: "Spa".into(),
                date: day(date),
            })
            .collect();
        Facts {
            today: day("2025-10-26"),
            hemisphere: Hemisphere::Southern,
            segment: Segment::Vip,
            standing: None,
            taken,
            candidates: Vec::new(),
            offer_limits: OfferLimits::default(),
            terms: Default::default(),
        }
    }

    #[test]
    fn the_rhythm_is_the_median_of_the_days_between_visits() {
        let rhythm = facts(&["2025-10-01", "2025-09-01", "2025-09-01", "2025-08-22"])
            .rhythm("Spa")
            .unwrap();
        assert_eq!(
            rhythm,
            Rhythm {
                days: 10,
                since: 25
            }
        );
        assert!(rhythm.is_due());
    }

    #[test]
    fn two_visits_make_no_rhythm() {
        assert_eq!(facts(&["2025-10-01", "2025-09-01"]).rhythm("Spa"), None);
        assert_eq!(
            facts(&["2025-10-01", "2025-09-01", "2025-08-01"]).rhythm("Masajes"),
            None
        );
    }

    #[test]
    fn only_who_is_at_risk_or_hibernating_is_won_back() {
        let limits = OfferLimits::default();
        let percents: Vec<i32> = Segment::ALL
            .iter()
            .map(|segment| offer_limit(*segment, &limits))
            .collect();
        assert_eq!(percents, [15, 15, 10, 10, 20, 20, 10, 10, 10]);
    }
}
