//! The least of a function of a few positive arguments, by Nelder and Mead's simplex of the crate `argmin`. Pure.

use std::ops::RangeInclusive;

use argmin::core::{CostFunction, Executor, State as _, TerminationReason, TerminationStatus};
use argmin::solver::neldermead::NelderMead;

/// Enough for four parameters many times over.
const MOST_ROUNDS: u64 = 2_000;
/// How far the costs at the corners of the simplex may differ at the end: of a cost by customer this is some millionth of all.
/// Much less would be lost in rounding.
const TOLERANCE: f64 = 1e-11;
/// A simplex can collapse before the bottom, so the search starts again where it ended, until that gains less than this.
const GAIN: f64 = 1e-10;
const MOST_STARTS: usize = 12;
/// The first simplex reaches so far, in logarithms.
const STEP: f64 = 0.5;

/// The arguments within `range` with the least cost, and that cost; `None` where it does not settle. The search goes by
/// logarithms, so that no argument can become negative. Costs are taken to be some hundreds at most.
pub fn minimise(
    start: &[f64],
    range: &RangeInclusive<f64>,
    cost: impl Fn(&[f64]) -> f64,
) -> Option<(Vec<f64>, f64)> {
    let within = |log: &f64| log.exp().clamp(*range.start(), *range.end());
    let cost = Cost(|logs: &[f64]| {
        let arguments: Vec<f64> = logs.iter().map(within).collect();
        let cost = cost(&arguments);
        // Whatever cannot be computed is no place to be.
        if cost.is_nan() { f64::INFINITY } else { cost }
    });
    let mut logs: Vec<f64> = start.iter().map(|argument| argument.ln()).collect();
    let mut least = f64::INFINITY;
    for _ in 0..MOST_STARTS {
        let (found, found_cost) = descend(&cost, &logs)?;
        let gain = least - found_cost;
        if found_cost <= least {
            (logs, least) = (found, found_cost);
        }
        if gain < GAIN {
            let arguments = logs.iter().map(within).collect();
            return least.is_finite().then_some((arguments, least));
        }
    }
    None
}

struct Cost<F>(F);

impl<F: Fn(&[f64]) -> f64> CostFunction for &Cost<F> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, logs: &Self::Param) -> Result<f64, argmin::core::Error> {
        Ok((self.0)(logs))
    }
}

fn descend<F: Fn(&[f64]) -> f64>(cost: &Cost<F>, start: &[f64]) -> Option<(Vec<f64>, f64)> {
    let beside = (0..start.len()).map(|place| {
        let mut corner = start.to_vec();
        corner[place] += STEP;
        corner
    });
    let corners = std::iter::once(start.to_vec()).chain(beside).collect();
    let solver = NelderMead::new(corners).with_sd_tolerance(TOLERANCE).ok()?;
    let run = Executor::new(cost, solver).configure(|state| state.max_iters(MOST_ROUNDS));
    let state = run.run().ok()?.state;
    let has_settled = matches!(
        state.get_termination_status(),
        TerminationStatus::Terminated(TerminationReason::SolverConverged)
    );
    let found = state.get_best_param()?.clone();
    has_settled.then(|| (found, state.get_best_cost()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_curved_valley_is_found() {
        // Rosenbrock's, with its least at (1, 1).
        let cost = |p: &[f64]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
        let (found, least) = minimise(&[3.0, 0.2], &(1e-3..=1e3), cost).unwrap();
        assert!(least < 1e-8, "{least}");
        assert!(
            found.iter().all(|value| (value - 1.0).abs() < 1e-3),
            "{found:?}"
        );
    }

    #[test]
    fn what_runs_away_stops_at_the_end_of_the_range() {
        let (found, _) = minimise(&[1.0], &(1e-3..=1e3), |p| 1.0 / p[0]).unwrap();
        assert!(found[0] > 900.0, "{found:?}");
    }

    #[test]
    fn what_cannot_be_computed_has_no_least() {
        assert_eq!(minimise(&[1.0, 1.0], &(1e-3..=1e3), |_| f64::NAN), None);
    }
}
