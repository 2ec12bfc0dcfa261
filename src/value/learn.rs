//! What the base teaches: the models, how far they were off, and what is usual in each category. Pure.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::case::Case;
use super::fit::{self, Fit, Unfit};
use super::model::Past;
use super::rhythm::{self, INTERVALS_OF_ONES_OWN};
use super::trial::{self, Held, Trial};

/// A median of fewer customers is nobody's habit.
pub const FEWEST_IN_CATEGORY: usize = 10;

/// Why nothing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlearnt {
    /// So many customers who came back are missing.
    TooFew { missing: i64 },
    /// The history goes back so many days too few for a part of it to be held back.
    TooShort { missing: i64 },
    /// The fit failed.
    Unsettled,
}

impl From<Unfit> for Unlearnt {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::TooFew { missing } => Self::TooFew {
                missing: missing as i64,
            },
            Unfit::Unsettled => Self::Unsettled,
        }
    }
}

/// The models on all that is known on `day`, and what such models were worth when a part of that was still to come.
pub fn learn(base: &[Past], day: NaiveDate) -> Result<(Fit, Trial), Unlearnt> {
    let cases: Vec<Case> = base.iter().filter_map(|past| past.case(day)).collect();
    let missing = fit::missing(&cases);
    if missing > 0 {
        return Err(Unfit::TooFew { missing }.into());
    }
    let first = base.iter().filter_map(|past| past.days.first()).min();
    let history = first.map_or(0, |first| (day - *first).num_days());
    let days = trial::days_held_back(history).ok_or(Unlearnt::TooShort {
        missing: 2 * trial::SHORTEST - history,
    })?;
    let fit = Fit::of(&cases)?;
    let from = day - Days::new(days.unsigned_abs());
    let held = base
        .iter()
        .filter_map(|past| Held::of(&past.spent(), from, day));
    let trial = Trial::of(&held.collect::<Vec<_>>(), days)?;
    Ok((fit, trial))
}

/// What is usual in a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryRhythm {
    pub category: String,
    /// Days from one visit to the next.
    pub interval: i64,
    /// Of so many customers.
    pub customers: usize,
}

/// The median, over the customers with a rhythm of their own, of their median interval: whoever comes often counts once.
pub fn category_rhythms(base: &[Past]) -> Vec<CategoryRhythm> {
    let mut medians: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for visited in base.iter().flat_map(|past| &past.visited.0) {
        let has_own = visited.days.len() > INTERVALS_OF_ONES_OWN;
        if let Some(median) = rhythm::median(&visited.days).filter(|_| has_own) {
            medians.entry(&visited.category).or_default().push(median);
        }
    }
    let enough = medians
        .into_iter()
        .filter(|(_, medians)| medians.len() >= FEWEST_IN_CATEGORY);
    enough
        .map(|(category, mut medians)| {
            medians.sort_by(f64::total_cmp);
            CategoryRhythm {
                category: category.to_owned(),
                interval: (medians[medians.len() / 2].round() as i64).max(1),
                customers: medians.len(),
            }
        })
        .collect()
}

/// What a visit usually brings, in minor units: the median of those that were paid. Less than that at stake is not worth a call.
pub fn worth_a_call(base: &[Past]) -> Option<i64> {
    let spends = base.iter().flat_map(|past| &past.spends);
    let mut paid: Vec<i64> = spends.copied().filter(|spend| *spend > 0).collect();
    paid.sort_unstable();
    paid.get(paid.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Json;
    use crate::value::rhythm::Visited;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Somebody who came every `interval` days from the first of 2023, so many times.
    fn past(id: i64, interval: u64, visits: u64) -> Past {
        let at = |visit| day("2023-01-01") + Days::new(visit * interval);
        let days: Vec<NaiveDate> = (0..visits).map(at).collect();
        Past {
            customer: id.into(),
            spends: days.iter().map(|_| 40_000 + id * 100).collect(),
            visited: Json(vec![Visited {
                category: "Masajes".into(),
                days: days.clone(),
            }]),
            days,
        }
    }

    #[test]
    fn whoever_comes_often_counts_once_for_the_category() {
        let few: Vec<Past> = (0..9).map(|id| past(id, 30, 5)).collect();
        assert_eq!(category_rhythms(&few), []);
        let mut base = [few, vec![past(9, 7, 90), past(10, 60, 4), past(11, 1, 3)]].concat();
        let rhythms = category_rhythms(&base);
        assert_eq!((rhythms[0].interval, rhythms[0].customers), (30, 11));
        base.clear();
        assert_eq!(category_rhythms(&base), []);
    }

    #[test]
    fn a_call_is_worth_what_the_median_visit_brings() {
        assert_eq!(worth_a_call(&[]), None);
        let mut gift = past(9, 30, 9);
        gift.spends.fill(0);
        let base = [past(1, 30, 2), past(2, 30, 5), gift];
        assert_eq!(worth_a_call(&base), Some(40_200));
    }

    #[test]
    fn a_small_or_young_base_teaches_nothing_and_says_what_is_missing() {
        let base: Vec<Past> = (0..60).map(|id| past(id, 30, 5)).collect();
        let today = day("2025-10-26");
        assert_eq!(learn(&base, today), Err(Unlearnt::TooFew { missing: 40 }));
        let base: Vec<Past> = (0..300)
            .map(|id| past(id, 3 + (id % 20) as u64, 2 + (id % 7) as u64))
            .collect();
        let young = day("2023-05-01");
        assert_eq!(learn(&base, young), Err(Unlearnt::TooShort { missing: 60 }));
    }
}
