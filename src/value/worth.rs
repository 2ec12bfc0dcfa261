//! What the models say of one customer. Pure.

use super::case::{Case, weeks};
use super::fit::Fit;

/// How far ahead visits are told, and how far value.
pub const QUARTER_DAYS: i64 = 90;
pub const YEAR_DAYS: i64 = 365;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// The chance that she is still a customer, from 0 to 1.
    pub p_alive: f64,
    /// Expected visits in 90 days.
    pub visits_90d: f64,
    /// In a year.
    pub visits_year: f64,
    /// Expected spend by visit, in minor units; `None` where the model has no mean.
    pub visit_spend: Option<i64>,
    /// Expected visits of a year times expected spend.
    pub year_value: Option<i64>,
    /// Of that, what may be lost: times the chance that she is gone.
    pub at_stake: Option<i64>,
}

impl Worth {
    pub fn of(fit: &Fit, case: &Case) -> Self {
        let visits = |days| fit.visits.expected_visits(&case.visits, weeks(days));
        let (p_alive, visits_year) = (fit.visits.p_alive(&case.visits), visits(YEAR_DAYS));
        let spend = fit.spend.expected_spend(&case.spend());
        let value = spend.map(|spend| visits_year * spend);
        Self {
            p_alive,
            visits_90d: visits(QUARTER_DAYS),
            visits_year,
            visit_spend: spend.map(minor),
            year_value: value.map(minor),
            at_stake: value.map(|value| minor(value * (1.0 - p_alive))),
        }
    }
}

/// Whole minor units; what is too much for a number is the most that fits.
fn minor(amount: f64) -> i64 {
    amount.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::bg_nbd::{BgNbd, Visits};
    use crate::value::gamma_gamma::GammaGamma;

    #[test]
    fn value_is_visits_times_spend_and_what_is_at_stake_its_uncertain_part() {
        let fit = Fit {
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
        let case = Case {
            visits: Visits {
                x: 10,
                t_x: 60.0,
                t: 75.0,
            },
            mean: 50_000.0,
        };
        let worth = Worth::of(&fit, &case);
        let spend = fit.spend.expected_spend(&case.spend()).unwrap();
        let value = worth.visits_year * spend;
        assert_eq!(worth.year_value, Some(value.round() as i64));
        let at_stake = (value * (1.0 - worth.p_alive)).round() as i64;
        assert_eq!(worth.at_stake, Some(at_stake));
        assert!(worth.visits_90d < worth.visits_year && worth.p_alive < 1.0);

        let no_mean = GammaGamma {
            q: 0.9,
            ..fit.spend
        };
        let once = Case {
            visits: Visits {
                x: 0,
                t_x: 0.0,
                ..case.visits
            },
            mean: 0.0,
        };
        let untold = Worth::of(
            &Fit {
                spend: no_mean,
                ..fit
            },
            &once,
        );
        assert_eq!((untold.visit_spend, untold.at_stake), (None, None));
    }
}
