//! Gamma-Gamma: what a visit is worth. Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013). Pure.

use libm::lgamma;

/// What a visit brings is Gamma(p, ν), and ν is Gamma(q, v) over customers. All positive; `v` is in the unit of the spend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    pub p: f64,
    pub q: f64,
    pub v: f64,
}

/// What the model is told of a customer: repeat visits and their mean spend; the first visit is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spend {
    pub x: u32,
    pub mean: f64,
}

impl GammaGamma {
    /// The natural logarithm of what the model gives for this mean; nothing for a customer without repeat visits or spend.
    pub fn log_likelihood(&self, spend: &Spend) -> f64 {
        let Self { p, q, v } = *self;
        if spend.x == 0 || spend.mean <= 0.0 {
            return 0.0;
        }
        let (visits, total) = (p * f64::from(spend.x), f64::from(spend.x) * spend.mean);
        lgamma(visits + q)
            - lgamma(visits)
            - lgamma(q)
            - visits * (v / total).ln_1p()
            - q * (total / v).ln_1p()
            - spend.mean.ln()
    }

    /// Expected spend by visit; `None` where the model has no mean: q ≤ 1 and too few visits of her own.
    pub fn expected_spend(&self, spend: &Spend) -> Option<f64> {
        let Self { p, q, v } = *self;
        let visits = p * f64::from(spend.x);
        let below = visits + q - 1.0;
        (below > 0.0).then(|| (p * v + visits * spend.mean) / below)
    }
}
