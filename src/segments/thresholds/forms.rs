//! The cuts as they are typed. Every field's error is reported at once.

use serde::Deserialize;

use crate::domain::{Locale, Organisation, RfmThresholds};
use crate::segments::rfm::Segment;
use crate::settings::{CutMode, Cuts};
use crate::web::{AppError, FieldErrors};

/// Longer than any pause that a business would call recent.
const MOST_DAYS: i64 = 3650;
const MOST_SERVICES: i64 = 10_000;
/// Into how many parts quantiles may divide.
pub const PARTS: [i32; 4] = [3, 4, 5, 10];

/// The form, and an address that looks at it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CutsForm {
    pub version: i32,
    pub cuts: String,
    pub parts: String,
    pub r3_days: String,
    pub r2_days: String,
    pub f3: String,
    pub f2: String,
    pub m3: String,
    pub m2: String,
    /// Which step a list of customers is about, and its page.
    pub from: String,
    pub to: String,
    pub page: String,
}

impl CutsForm {
    /// The stored cuts as they would be typed.
    pub fn of(cuts: &Cuts, version: i32, organisation: &Organisation) -> Self {
        let money = |minor: i64| organisation.locale.money(minor, organisation.currency);
        Self {
            version,
            cuts: cuts.rfm_cuts.to_string(),
            parts: cuts.rfm_parts.to_string(),
            r3_days: cuts.rfm_r3_days.to_string(),
            r2_days: cuts.rfm_r2_days.to_string(),
            f3: cuts.rfm_f3.to_string(),
            f2: cuts.rfm_f2.to_string(),
            m3: money(cuts.rfm_m3),
            m2: money(cuts.rfm_m2),
            ..Self::default()
        }
    }

    /// Whether somebody asks what these cuts would change.
    pub fn is_asked(&self) -> bool {
        !self.cuts.is_empty()
    }

    /// The cuts to look at or to store, over `before`. Of quantiles only the number of parts is read: their thresholds
    /// are computed.
    pub fn parse(&self, before: &Cuts, organisation: &Organisation) -> Result<Cuts, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mode = self.cuts.parse().map_err(|_| "error-required");
        let mode = errors.check("cuts", mode).unwrap_or_default();
        let cuts = match mode {
            CutMode::Quantiles => Cuts {
                rfm_parts: errors.check("parts", parts(&self.parts)).unwrap_or(3),
                ..*before
            },
            CutMode::Fixed => before.at(&self.thresholds(organisation, &mut errors), None),
        };
        match errors.is_empty() {
            true => Ok(Cuts {
                rfm_cuts: mode,
                ..cuts
            }),
            false => Err(errors),
        }
    }

    fn thresholds(&self, organisation: &Organisation, e: &mut FieldErrors) -> RfmThresholds {
        let money = |typed: &str| {
            let locale: &Locale = &organisation.locale;
            let unit = organisation.currency.symbol();
            locale
                .parse_money(&typed.replace(&*unit, ""), organisation.currency)
                .map_err(|_| "error-amount")
        };
        let days = |n: i64| i32::try_from(n).unwrap_or(0);
        let (r3, r2) = (
            number(&self.r3_days, 0, MOST_DAYS),
            number(&self.r2_days, 1, MOST_DAYS),
        );
        let (f3, f2) = (
            number(&self.f3, 3, MOST_SERVICES),
            number(&self.f2, 2, MOST_SERVICES),
        );
        let thresholds = RfmThresholds {
            r3_days: days(e.check("r3_days", r3).unwrap_or(0)),
            r2_days: days(e.check("r2_days", r2).unwrap_or(0)),
            f3: e.check("f3", f3).unwrap_or(0),
            f2: e.check("f2", f2).unwrap_or(0),
            m3: e.check("m3", money(&self.m3)).unwrap_or(0),
            m2: e.check("m2", money(&self.m2)).unwrap_or(0),
        };
        check_order(&thresholds, e);
        thresholds
    }

    /// What an address needs to look at these cuts again.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![("cuts", self.cuts.as_str()), ("parts", &self.parts)];
        if self.cuts != CutMode::Quantiles.as_str() {
            pairs.extend([
                ("r3_days", self.r3_days.as_str()),
                ("r2_days", &self.r2_days),
                ("f3", &self.f3),
                ("f2", &self.f2),
                ("m3", &self.m3),
                ("m2", &self.m2),
            ]);
        }
        pairs
    }

    /// The step whose customers are asked for.
    pub fn step(&self) -> Result<(Segment, Segment), AppError> {
        let parsed = |text: &str| text.parse().map_err(|_| AppError::NotFound);
        Ok((parsed(&self.from)?, parsed(&self.to)?))
    }

    /// What an address needs to look at the customers of the step again.
    pub fn pairs_of_step(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = self.pairs();
        pairs.extend([("from", self.from.as_str()), ("to", self.to.as_str())]);
        pairs
    }
}

/// The better score always asks for more.
fn check_order(thresholds: &RfmThresholds, errors: &mut FieldErrors) {
    if thresholds.r2_days <= thresholds.r3_days {
        errors.add("r2_days", "error-threshold-order-days");
    }
    if thresholds.f3 <= thresholds.f2 {
        errors.add("f3", "error-threshold-order");
    }
    if thresholds.m2 <= 0 {
        errors.add("m2", "error-amount");
    }
    if thresholds.m3 <= thresholds.m2 {
        errors.add("m3", "error-threshold-order");
    }
}

fn number(typed: &str, least: i64, most: i64) -> Result<i64, &'static str> {
    let number = typed.trim().parse().map_err(|_| "error-number")?;
    match (least..=most).contains(&number) {
        true => Ok(number),
        false => Err("error-number-range"),
    }
}

fn parts(typed: &str) -> Result<i32, &'static str> {
    let number = typed.trim().parse().map_err(|_| "error-number")?;
    match PARTS.contains(&number) {
        true => Ok(number),
        false => Err("error-number-range"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Cuts {
        Cuts {
            rfm_cuts: CutMode::Fixed,
            rfm_parts: 3,
            rfm_cuts_day: None,
            rfm_r3_days: 90,
            rfm_r2_days: 180,
            rfm_f3: 10,
            rfm_f2: 5,
            rfm_m3: 1_000_000,
            rfm_m2: 500_000,
        }
    }

    fn form() -> CutsForm {
        CutsForm::of(&stored(), 3, &Organisation::default())
    }

    #[test]
    fn what_is_shown_is_read_back_as_it_is_stored() {
        assert_eq!(
            form().parse(&stored(), &Organisation::default()),
            Ok(stored())
        );
    }

    #[test]
    fn a_better_score_asks_for_more() {
        let form = CutsForm {
            r2_days: "90".into(),
            f3: "5".into(),
            m3: "$500.000".into(),
            ..form()
        };
        let errors = form.parse(&stored(), &Organisation::default()).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["f3", "m3", "r2_days"]);
    }

    #[test]
    fn quantiles_ask_for_their_parts_alone() {
        let form = CutsForm {
            cuts: "quantiles".into(),
            parts: "5".into(),
            f3: "nonsense".into(),
            ..form()
        };
        let cuts = form.parse(&stored(), &Organisation::default()).unwrap();
        assert_eq!((cuts.rfm_cuts, cuts.rfm_parts), (CutMode::Quantiles, 5));
        assert_eq!(cuts.thresholds(), stored().thresholds());
        let six = CutsForm {
            parts: "6".into(),
            ..form
        };
        assert!(six.parse(&stored(), &Organisation::default()).is_err());
    }
}
