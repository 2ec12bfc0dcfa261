//! How far a forecast was off on a period that was held back, beside what the customers' own rates would have said. Pure.

use super::case::{Case, weeks};
use super::fit::{Fit, Unfit};

/// A year shows every season; what is shorter than a quarter shows too little.
pub const LONGEST: i64 = 365;
pub const SHORTEST: i64 = 90;

/// How many days are held back of a history that is so long; `None` where it is too short to tell anything.
pub fn days_held_back(history: i64) -> Option<i64> {
    let days = (history / 2).min(LONGEST);
    (days >= SHORTEST).then_some(days)
}

/// A customer as she was known when the period began, and what she did in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    pub known: Case,
    pub visits: u32,
    pub spend: f64,
}

/// Errors are root mean squares over the customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    pub customers: usize,
    pub days: i64,
    pub visits_error: f64,
    /// Had everybody come as often as before.
    pub visits_error_own: f64,
    pub spend_error: f64,
    pub spend_error_own: f64,
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
        let weeks = weeks(days);
        let error = |off: &dyn Fn(&Held) -> f64| {
            let squares: f64 = held.iter().map(|one| off(one).powi(2)).sum();
            (squares / held.len().max(1) as f64).sqrt()
        };
        let expected = |one: &Held| fit.visits.expected_visits(&one.known.visits, weeks);
        let worth = |one: &Held| fit.spend.expected_spend(&one.known.spend()).unwrap_or(0.0);
        let own = |one: &Held| own_visits(&one.known, weeks);
        Self {
            customers: held.len(),
            days,
            visits_error: error(&|one| expected(one) - f64::from(one.visits)),
            visits_error_own: error(&|one| own(one) - f64::from(one.visits)),
            spend_error: error(&|one| expected(one) * worth(one) - one.spend),
            spend_error_own: error(&|one| own(one) * one.known.mean - one.spend),
            visits_expected: held.iter().map(expected).sum(),
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
