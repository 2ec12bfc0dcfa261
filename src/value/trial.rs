//! How far a forecast was off on a period that was held back, beside what the customers' own rates would have said. Pure.

use super::case::{Case, weeks};
use super::fit::{Fit, Unfit};
use super::worth::{QUARTER_DAYS, YEAR_DAYS};

/// As far ahead as value is told; what is shorter than the visits are told for shows too little.
pub const LONGEST: i64 = YEAR_DAYS;
pub const SHORTEST: i64 = QUARTER_DAYS;

/// How many days are held back of a history that is so long; `None` where it is too short to tell anything.
pub fn days_held_back(history: i64) -> Option<i64> {
    let days = (history / 2).min(LONGEST);
    (days >= SHORTEST).then_some(days)
}

/// A customer as she was known when the period began, and what she did in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    pub known: Case,
    /// In the first 90 days of the period, and in all of it.
    pub visits_90d: u32,
    pub visits: u32,
    pub spend: f64,
}

/// Root mean squares over the customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Off {
    pub model: f64,
    /// Had everybody come, and spent, as before.
    pub own: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    pub customers: usize,
    /// Of the whole period; what does not say otherwise is of it.
    pub days: i64,
    /// Of its first 90 days; `None` where that was not measured.
    pub visits_90d: Option<Off>,
    pub visits: Off,
    pub spend: Off,
    /// Of all customers together: expected and made.
    pub visits_expected: f64,
    pub visits_made: f64,
}

impl Trial {
    /// Fits on what was known, and compares with what came.
    pub fn of(held: &[Held], days: i64) -> Result<Self, Unfit> {
        let known: Vec<Case> = held.iter().map(|one| one.known).collect();
        let fit = Fit::of(&known)?;
        Ok(Self::with(&fit, held, days))
    }

    pub fn with(fit: &Fit, held: &[Held], days: i64) -> Self {
        let (quarter, whole) = (weeks(QUARTER_DAYS), weeks(days));
        let error = |off: &dyn Fn(&Held) -> f64| {
            let squares: f64 = held.iter().map(|one| off(one).powi(2)).sum();
            (squares / held.len().max(1) as f64).sqrt()
        };
        let expected =
            |one: &Held, ahead: f64| fit.visits.expected_visits(&one.known.visits, ahead);
        let worth = |one: &Held| fit.spend.expected_spend(&one.known.spend()).unwrap_or(0.0);
        let own = |one: &Held, ahead: f64| own_visits(&one.known, ahead);
        let visits_off = |ahead: f64, made: fn(&Held) -> u32| Off {
            model: error(&|one| expected(one, ahead) - f64::from(made(one))),
            own: error(&|one| own(one, ahead) - f64::from(made(one))),
        };
        Self {
            customers: held.len(),
            days,
            visits_90d: Some(visits_off(quarter, |one| one.visits_90d)),
            visits: visits_off(whole, |one| one.visits),
            spend: Off {
                model: error(&|one| expected(one, whole) * worth(one) - one.spend),
                own: error(&|one| own(one, whole) * one.known.mean - one.spend),
            },
            visits_expected: held.iter().map(|one| expected(one, whole)).sum(),
            visits_made: held.iter().map(|one| f64::from(one.visits)).sum(),
        }
    }
}

/// Visits if she goes on coming as often as since her first.
fn own_visits(known: &Case, weeks: f64) -> f64 {
    match known.visits.t > 0.0 {
        true => f64::from(known.visits.x) / known.visits.t * weeks,
        false => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;
    use crate::value::bg_nbd::{BgNbd, Visits};
    use crate::value::gamma_gamma::GammaGamma;

    const FIT: Fit = Fit {
        visits: BgNbd {
            r: 1.35,
            alpha: 6.05,
            a: 0.77,
            b: 10.5,
        },
        visits_log_likelihood: 0.0,
        spend: GammaGamma {
            p: 4.1,
            q: 7.0,
            v: 108_000.0,
        },
        spend_log_likelihood: 0.0,
    };
    /// Seen for so many days, then held back for a year.
    const SEEN: u64 = 400;

    #[test]
    fn each_figure_is_measured_over_its_own_period() {
        let known = Case {
            visits: Visits {
                x: 14,
                t_x: 60.0,
                t: 70.0,
            },
            mean: 50_000.0,
        };
        let held = Held {
            known,
            visits_90d: 2,
            visits: 9,
            spend: 450_000.0,
        };
        let trial = Trial::with(&FIT, &[held], 364);
        let told = |days| FIT.visits.expected_visits(&known.visits, weeks(days));
        let spend = FIT.spend.expected_spend(&known.spend()).unwrap();
        let near = |found: f64, expected: f64| {
            assert!(
                (found - expected).abs() <= 1e-9 * expected,
                "{found} {expected}"
            );
        };
        let first = trial.visits_90d.unwrap();
        near(first.model, (told(90) - 2.0).abs());
        // A visit in five weeks
        near(first.own, (90.0 / 35.0 - 2.0_f64).abs());
        near(trial.visits.model, (told(364) - 9.0).abs());
        near(trial.visits.own, (364.0 / 35.0 - 9.0_f64).abs());
        near(trial.spend.model, (told(364) * spend - 450_000.0).abs());
        near(
            trial.spend.own,
            (364.0 / 35.0 * 50_000.0 - 450_000.0_f64).abs(),
        );
    }

    #[test]
    fn half_of_a_history_is_held_back_up_to_a_year_and_no_less_than_is_told() {
        let found = [179, 180, 400, 730, 5000].map(days_held_back);
        assert_eq!(found, [None, Some(90), Some(200), Some(365), Some(365)]);
    }

    /// A customer's days, counted from the first one of the business.
    fn days() -> impl Strategy<Value = Vec<(NaiveDate, i64)>> {
        let first: NaiveDate = "2023-01-01".parse().unwrap_or_default();
        btree_set(0..SEEN + 365, 1..40).prop_map(move |days| {
            let spent = |day| (first + Days::new(day), 1_000 + day as i64);
            days.into_iter().map(spent).collect()
        })
    }

    proptest! {
        #[test]
        fn the_first_90_days_are_as_if_no_more_had_been_held_back(base in vec(days(), 1..20)) {
            let from = "2023-01-01".parse::<NaiveDate>().unwrap() + Days::new(SEEN);
            let held = |days: u64| -> Vec<Held> {
                let held = |one: &Vec<(NaiveDate, i64)>| Held::of(one, from, from + Days::new(days));
                base.iter().filter_map(held).collect()
            };
            let (year, quarter) = (held(365), held(90));
            let (of_year, of_quarter) = (Trial::with(&FIT, &year, 365), Trial::with(&FIT, &quarter, 90));
            prop_assert_eq!(of_year.visits_90d, of_quarter.visits_90d);
            prop_assert_eq!(of_quarter.visits_90d, Some(of_quarter.visits));
            prop_assert!(year.iter().all(|one| one.visits_90d <= one.visits));
        }
    }
}
