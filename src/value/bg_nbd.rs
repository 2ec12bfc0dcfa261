//! BG/NBD: how often customers come, and whether they still do. Fader, Hardie and Lee, "Counting Your Customers the Easy
//! Way", Marketing Science 24 (2005). Time is in weeks. Pure.

use std::ops::RangeInclusive;

use libm::lgamma;

/// While terms still count: beyond it the sum has converged for any `z` that a business gives.
const MOST_TERMS: usize = 2_000_000;
/// A term this small beside the sum changes nothing more.
const NEGLIGIBLE: f64 = 1e-17;
/// Where Euler's series neither alternates so much that digits are lost, nor grows beyond all bounds.
const EULER_HOLDS: [RangeInclusive<f64>; 2] = [-10.0..=1000.0, -1.0..=20.0];
/// A sum is scaled down there, so that it never overflows.
const SCALE: f64 = 1e250;

/// While active, a customer comes at a rate that is Gamma(r, alpha) over customers; after each visit she leaves for good
/// with a chance that is Beta(a, b) over customers. All positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgNbd {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
}

/// What the model is told of a customer. A visit is a day, however much was done on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visits {
    /// Visits after the first.
    pub x: u32,
    /// Weeks from the first to the last visit; 0 without repeat.
    pub t_x: f64,
    /// Weeks from the first visit to today.
    pub t: f64,
}

impl BgNbd {
    /// The natural logarithm of what the model gives for these visits.
    pub fn log_likelihood(&self, visits: &Visits) -> f64 {
        let Self { r, alpha, .. } = *self;
        // Against alpha, so that a customer of today gives exactly nothing.
        let stayed = -(r + visits.n()) * (visits.t / alpha).ln_1p();
        let left = match visits.x {
            0 => f64::NEG_INFINITY,
            _ => {
                self.odds_of_leaving(visits.x).ln()
                    - (r + visits.n()) * (visits.t_x / alpha).ln_1p()
            }
        };
        self.log_weight(visits.x) + log_sum(stayed, left)
    }

    /// The part of the likelihood that depends on how often alone.
    pub fn log_weight(&self, x: u32) -> f64 {
        let Self { r, alpha, a, b } = *self;
        let n = f64::from(x);
        if x == 0 {
            return 0.0;
        }
        lgamma(r + n) - lgamma(r) - n * alpha.ln() + lgamma(a + b) - lgamma(a + b + n)
            + lgamma(b + n)
            - lgamma(b)
    }

    /// How much likelier it was to leave after the last visit than to stay, before any time has passed.
    pub fn odds_of_leaving(&self, x: u32) -> f64 {
        self.a / (self.b + f64::from(x) - 1.0)
    }

    /// The chance that she is still a customer, from 0 to 1; 1 without a repeat visit.
    pub fn p_alive(&self, visits: &Visits) -> f64 {
        if visits.x == 0 {
            return 1.0;
        }
        let silent = (visits.t - visits.t_x) / (self.alpha + visits.t_x);
        let log_odds = self.odds_of_leaving(visits.x).ln() + (self.r + visits.n()) * silent.ln_1p();
        // Written so that it ends in 0 and not in an overflow.
        match log_odds > 0.0 {
            true => (-log_odds).exp() / (1.0 + (-log_odds).exp()),
            false => 1.0 / (1.0 + log_odds.exp()),
        }
    }

    /// Expected visits in the next `weeks`, whether or not she is still a customer.
    pub fn expected_visits(&self, visits: &Visits, weeks: f64) -> f64 {
        if weeks <= 0.0 {
            return 0.0;
        }
        let p = self.p_alive(visits);
        // Nobody comes more often than she would if she never left.
        let most = weeks * (self.r + visits.n()) / (self.alpha + visits.t);
        p * self.visits_if_alive(visits, weeks).clamp(0.0, most)
    }

    fn visits_if_alive(&self, visits: &Visits, weeks: f64) -> f64 {
        let z = weeks / (self.alpha + visits.t + weeks);
        let log_rest = -(weeks / (self.alpha + visits.t)).ln_1p();
        let arguments = [self.a + self.b - 1.0 - self.r, self.a - 1.0];
        let holds = |(range, argument): (&RangeInclusive<f64>, &f64)| range.contains(argument);
        match EULER_HOLDS.iter().zip(&arguments).all(holds) {
            true => self.by_euler(visits.n(), z, log_rest),
            false => self.by_paper(visits.n(), z, log_rest),
        }
    }

    /// The paper's equation 10 after Euler's transformation of its hypergeometric function, divided through by a − 1: the
    /// limit at a = 1 and the pole at a + b + x = 1 are no special cases. `log_rest` is ln(1 − z).
    fn by_euler(&self, x: f64, z: f64, log_rest: f64) -> f64 {
        let e = self.a - 1.0;
        let (second, c) = (self.a + self.b - 1.0 - self.r, self.a + self.b + x - 1.0);
        // c · (2F1(e, second; c; z) − 1) / e, term by term
        let (mut term, mut sum) = (second * z, 0.0);
        for n in 1..MOST_TERMS {
            sum += term;
            let n = n as f64;
            term *= (e + n) * (second + n) / ((c + n) * (n + 1.0)) * z;
            let is_done = term.abs() <= NEGLIGIBLE * sum.abs() && n + second > 0.0;
            if is_done || term == 0.0 {
                break;
            }
        }
        let power = match e == 0.0 {
            true => log_rest,
            false => (e * log_rest).exp_m1() / e,
        };
        -c * power - (e * log_rest).exp() * sum
    }

    /// The paper's equation 10 as it stands, its sum scaled: every term is positive, so no digits are lost where Euler's
    /// would alternate.
    fn by_paper(&self, x: f64, z: f64, log_rest: f64) -> f64 {
        // At the limit itself 0 / 0; this near, the result moves by less than a millionth.
        let e = match (self.a - 1.0).abs() < 1e-6 {
            true => 1e-6,
            false => self.a - 1.0,
        };
        let (first, second, c) = (self.r + x, self.b + x, e + self.b + x);
        let (mut term, mut sum, mut log_scale) = (first * second * z, 0.0, 0.0);
        for n in 1..MOST_TERMS {
            sum += term;
            let n = n as f64;
            term *= (first + n) * (second + n) / ((c + n) * (n + 1.0)) * z;
            if sum > SCALE {
                (sum, term) = (sum / SCALE, term / SCALE);
                log_scale += SCALE.ln();
            }
            let ratio = (first + n) * (second + n) / ((c + n) * (n + 1.0)) * z;
            if term <= NEGLIGIBLE * sum && ratio < 1.0 {
                break;
            }
        }
        let rest = c * (first * log_rest).exp();
        let series = (sum.ln() + log_scale + first * log_rest).exp();
        (c - rest - series) / e
    }
}

impl Visits {
    fn n(&self) -> f64 {
        f64::from(self.x)
    }
}

/// ln(eᵃ + eᵇ)
pub fn log_sum(a: f64, b: f64) -> f64 {
    let (most, least) = if a > b { (a, b) } else { (b, a) };
    most + (least - most).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of the paper's example: the sample of CDNOW.
    const CDNOW: BgNbd = BgNbd {
        r: 0.243,
        alpha: 4.414,
        a: 0.793,
        b: 2.426,
    };

    #[test]
    fn the_papers_example_comes_out() {
        let visits = Visits {
            x: 2,
            t_x: 30.43,
            t: 38.86,
        };
        let expected = CDNOW.expected_visits(&visits, 39.0);
        assert!((expected - 1.226).abs() < 1e-3, "{expected}");
    }

    #[test]
    fn both_sums_say_the_same() {
        for (r, a, b) in [(0.3, 0.2, 0.5), (2.0, 1.0, 3.0), (6.0, 4.0, 10.0)] {
            let model = BgNbd {
                alpha: 5.0,
                ..BgNbd { r, a, b, ..CDNOW }
            };
            for (x, t, weeks) in [(0.0, 3.0, 13.0), (5.0, 300.0, 52.0), (500.0, 300.0, 300.0)] {
                let z = weeks / (model.alpha + t + weeks);
                let log_rest = -(weeks / (model.alpha + t)).ln_1p();
                let by_euler = model.by_euler(x, z, log_rest);
                let by_paper = model.by_paper(x, z, log_rest);
                let off = (by_euler / by_paper - 1.0).abs();
                assert!(
                    off < 1e-5,
                    "{model:?} {x} {t} {weeks}: {by_euler} {by_paper}"
                );
            }
        }
    }

    fn models() -> impl Strategy<Value = BgNbd> {
        let log = |low: f64, high: f64| (low..high).prop_map(f64::exp);
        (
            log(-4.0, 5.0),
            log(-3.0, 6.0),
            log(-7.0, 5.0),
            log(-7.0, 6.0),
        )
            .prop_map(|(r, alpha, a, b)| BgNbd { r, alpha, a, b })
    }

    fn visits() -> impl Strategy<Value = Visits> {
        (0u32..3000, 0.0..=1.0, 0.0..1000.0).prop_map(|(x, share, t): (u32, f64, f64)| Visits {
            x,
            t_x: if x == 0 { 0.0 } else { share * t },
            t,
        })
    }

    proptest! {
        #[test]
        fn nothing_overflows(model in models(), visits in visits(), weeks in 0.0..520.0) {
            let p = model.p_alive(&visits);
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert!(model.log_likelihood(&visits).is_finite());
            let expected = model.expected_visits(&visits, weeks);
            prop_assert!(expected.is_finite() && expected >= 0.0, "{expected}");
        }

        #[test]
        fn silence_makes_it_likelier_that_she_left(model in models(), visits in visits(), more in 0.1..500.0) {
            let later = Visits { t: visits.t + more, ..visits };
            prop_assert!(model.p_alive(&later) <= model.p_alive(&visits));
        }
    }
}
