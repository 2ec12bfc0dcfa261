//! What the models are told of a customer, from her days. Pure.

use chrono::{Days, NaiveDate};

use super::bg_nbd::Visits;
use super::gamma_gamma::Spend;
use super::trial::Held;
use super::worth::QUARTER_DAYS;

const DAYS_OF_A_WEEK: f64 = 7.0;

/// The models' unit of time.
pub fn weeks(days: i64) -> f64 {
    days as f64 / DAYS_OF_A_WEEK
}

/// A customer as the models are told of her.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    pub visits: Visits,
    /// Mean spend of a repeat visit, in minor units; 0 without any.
    pub mean: f64,
}

impl Case {
    /// Of the days on which she came, in order, each with what she spent: as known on `day`. `None` if she had not come.
    pub fn of(days: &[(NaiveDate, i64)], day: NaiveDate) -> Option<Self> {
        let known = &days[..days.partition_point(|(date, _)| *date <= day)];
        let ((first, _), repeats) = known.split_first()?;
        let last = repeats.last().map_or(first, |(date, _)| date);
        let spend: i64 = repeats.iter().map(|(_, spend)| spend).sum();
        Some(Self {
            visits: Visits {
                x: u32::try_from(repeats.len()).unwrap_or(u32::MAX),
                t_x: weeks((*last - *first).num_days()),
                t: weeks((day - *first).num_days()),
            },
            mean: match repeats.len() {
                0 => 0.0,
                count => spend as f64 / count as f64,
            },
        })
    }

    pub fn spend(&self) -> Spend {
        Spend {
            x: self.visits.x,
            mean: self.mean,
        }
    }

    /// Whether she says something of what a visit is worth.
    pub fn is_paying(&self) -> bool {
        self.visits.x > 0 && self.mean > 0.0
    }
}

impl Held {
    /// As known on `from`, with what she did since, up to `to`.
    pub fn of(days: &[(NaiveDate, i64)], from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let known = Case::of(days, from)?;
        let is_since = |(date, _): &&(NaiveDate, i64)| *date > from && *date <= to;
        let since = || days.iter().filter(is_since);
        let first_end = from + Days::new(QUARTER_DAYS.unsigned_abs());
        let first = since().filter(|(date, _)| *date <= first_end);
        let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Some(Self {
            known,
            visits_90d: count(first.count()),
            visits: count(since().count()),
            spend: since().map(|(_, spend)| *spend as f64).sum(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days() -> Vec<(NaiveDate, i64)> {
        vec![
            (day("2025-01-01"), 900),
            (day("2025-01-08"), 100),
            (day("2025-01-22"), 300),
            (day("2025-02-05"), 500),
        ]
    }

    #[test]
    fn the_first_visit_counts_neither_as_repeat_nor_as_spend() {
        let case = Case::of(&days(), day("2025-01-29")).unwrap();
        assert_eq!((case.visits.x, case.mean), (2, 200.0));
        assert_eq!((case.visits.t_x, case.visits.t), (3.0, 4.0));
        let first = Case::of(&days(), day("2025-01-01")).unwrap();
        assert_eq!(
            (first.visits.x, first.visits.t_x, first.mean),
            (0, 0.0, 0.0)
        );
        assert_eq!(Case::of(&days(), day("2024-12-31")), None);
    }

    #[test]
    fn the_ninetieth_day_is_the_last_of_the_first_ones() {
        let days = [(day("2025-01-01"), 900), (day("2025-05-01"), 100)];
        let counts = |from: &str| {
            let held = Held::of(&days, day(from), day("2025-12-31")).unwrap();
            (held.visits_90d, held.visits)
        };
        assert_eq!(counts("2025-01-31"), (1, 1));
        assert_eq!(counts("2025-01-30"), (0, 1));
    }

    #[test]
    fn what_is_held_back_is_not_known() {
        let held = Held::of(&days(), day("2025-01-10"), day("2025-02-05")).unwrap();
        assert_eq!((held.known.visits.x, held.known.mean), (1, 100.0));
        assert_eq!((held.visits_90d, held.visits, held.spend), (2, 2, 800.0));
        assert_eq!(
            Held::of(&days(), day("2024-12-31"), day("2025-02-05")),
            None
        );
    }
}
