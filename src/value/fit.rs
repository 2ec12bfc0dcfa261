//! Both models fitted to a base of customers by maximum likelihood, and why there may be none. Pure.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::bg_nbd::{BgNbd, Visits, log_sum};
use super::case::Case;
use super::gamma_gamma::{GammaGamma, Spend};
use super::minimise::minimise;

/// With fewer customers who came back the parameters mean little: four are told apart by these alone.
pub const FEWEST_RETURNED: usize = 100;
/// Beyond, nothing changes any more: where customers do not differ, their likeness grows without end and the search stops here.
const RANGE: RangeInclusive<f64> = 1e-5..=1e4;
/// Where the search begins.
const BG_NBD_START: [f64; 4] = [1.0, 1.0, 1.0, 1.0];
const GAMMA_GAMMA_START: [f64; 3] = [2.0, 3.0, 2.0];

/// Both models with how well they fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    pub visits: BgNbd,
    pub visits_log_likelihood: f64,
    pub spend: GammaGamma,
    pub spend_log_likelihood: f64,
}

/// Why there is no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// So many customers who came back and paid are missing.
    TooFew { missing: usize },
    /// The search did not settle.
    Unsettled,
}

impl Fit {
    pub fn of(cases: &[Case]) -> Result<Self, Unfit> {
        let missing = missing(cases);
        if missing > 0 {
            return Err(Unfit::TooFew { missing });
        }
        let (visits, visits_log_likelihood) = fit_visits(cases).ok_or(Unfit::Unsettled)?;
        let (spend, spend_log_likelihood) = fit_spend(cases).ok_or(Unfit::Unsettled)?;
        Ok(Self {
            visits,
            visits_log_likelihood,
            spend,
            spend_log_likelihood,
        })
    }
}

/// How many customers who came back are missing for a fit.
pub fn missing(cases: &[Case]) -> usize {
    let returned = cases.iter().filter(|case| case.is_paying()).count();
    FEWEST_RETURNED.saturating_sub(returned)
}

/// In units of the mean time, so that new businesses and old ones are searched alike.
fn fit_visits(cases: &[Case]) -> Option<(BgNbd, f64)> {
    let base = Base::of(cases);
    let (unit, count) = (base.mean_time(), cases.len() as f64);
    let model = |p: &[f64]| BgNbd {
        r: p[0],
        alpha: p[1] * unit,
        a: p[2],
        b: p[3],
    };
    let cost = |p: &[f64]| -base.log_likelihood(&model(p)) / count;
    let (found, cost) = minimise(&BG_NBD_START, &RANGE, cost)?;
    Some((model(&found), -cost * count))
}

/// Equal customers counted once; what depends on how often they came alone is computed once for all who came as often.
struct Base {
    by_frequency: BTreeMap<u32, Vec<(Visits, f64)>>,
}

impl Base {
    fn of(cases: &[Case]) -> Self {
        let mut counts: BTreeMap<(u32, u64, u64), f64> = BTreeMap::new();
        for Case { visits, .. } in cases {
            let key = (visits.x, visits.t_x.to_bits(), visits.t.to_bits());
            *counts.entry(key).or_default() += 1.0;
        }
        let mut by_frequency: BTreeMap<u32, Vec<(Visits, f64)>> = BTreeMap::new();
        for ((x, t_x, t), count) in counts {
            let (t_x, t) = (f64::from_bits(t_x), f64::from_bits(t));
            let visits = Visits { x, t_x, t };
            by_frequency.entry(x).or_default().push((visits, count));
        }
        Self { by_frequency }
    }

    fn mean_time(&self) -> f64 {
        let all = || self.by_frequency.values().flatten();
        let time: f64 = all().map(|(visits, count)| visits.t * count).sum();
        let count: f64 = all().map(|(_, count)| count).sum();
        (time / count.max(1.0)).max(1.0)
    }

    fn log_likelihood(&self, model: &BgNbd) -> f64 {
        let of_frequency = |(x, all): (&u32, &Vec<(Visits, f64)>)| {
            let weight = model.log_weight(*x);
            let log_odds = match x {
                0 => f64::NEG_INFINITY,
                x => model.odds_of_leaving(*x).ln(),
            };
            let power = model.r + f64::from(*x);
            let of_one = |(visits, count): &(Visits, f64)| {
                let stayed = -power * (visits.t / model.alpha).ln_1p();
                let left = log_odds - power * (visits.t_x / model.alpha).ln_1p();
                count * (weight + log_sum(stayed, left))
            };
            all.iter().map(of_one).sum::<f64>()
        };
        self.by_frequency.iter().map(of_frequency).sum()
    }
}

/// In units of the mean, so that pesos and euros are searched alike.
fn fit_spend(cases: &[Case]) -> Option<(GammaGamma, f64)> {
    let paying = cases.iter().filter(|case| case.is_paying());
    let paying: Vec<Spend> = paying.map(Case::spend).collect();
    let unit = paying.iter().map(|spend| spend.mean).sum::<f64>() / paying.len() as f64;
    let scaled: Vec<Spend> = paying
        .iter()
        .map(|spend| Spend {
            mean: spend.mean / unit,
            ..*spend
        })
        .collect();
    let model = |p: &[f64]| GammaGamma {
        p: p[0],
        q: p[1],
        v: p[2],
    };
    let count = paying.len() as f64;
    let cost = |p: &[f64]| {
        let model = model(p);
        let likelihoods = scaled.iter().map(|spend| model.log_likelihood(spend));
        -likelihoods.sum::<f64>() / count
    };
    let (found, cost) = minimise(&GAMMA_GAMMA_START, &RANGE, cost)?;
    let in_units = GammaGamma {
        v: found[2] * unit,
        ..model(&found)
    };
    // A density in another unit differs by that unit.
    Some((in_units, -(cost + unit.ln()) * count))
}
