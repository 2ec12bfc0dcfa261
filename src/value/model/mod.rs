//! What is stored of models and of customers, and what the list of calls shows.

mod call;

pub use call::{Narrowing, NewPause, Outcome, Pause, SHORTEST_NUMBER, Summary, ToCall};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Jsonb};
use serde::Deserialize;

use super::bg_nbd::BgNbd;
use super::case::Case;
use super::fit::Fit;
use super::gamma_gamma::GammaGamma;
use super::learn::Unlearnt;
use super::rhythm::Visited;
use super::trial::{Off, Trial};
use crate::db::Json;
use crate::db::schema::value_models;
use crate::domain::{CustomerId, ValueModelId};
use crate::text_enum;

text_enum! {
    /// How far a model is, or why there is none.
    pub enum ModelState {
        /// Customers are being told theirs.
        Scoring = "scoring",
        Ready = "ready",
        TooFew = "too_few",
        TooShort = "too_short",
        Unsettled = "unsettled",
    }
}

/// A row as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Deserialize)]
#[diesel(table_name = value_models)]
pub struct Model {
    pub id: ValueModelId,
    /// For which business day.
    pub day: NaiveDate,
    pub fitted_at: DateTime<Utc>,
    pub state: ModelState,
    /// With history, and on how many of them it was fitted.
    pub customers: i64,
    pub sampled: i64,
    /// Customers or days, as `state` says.
    pub missing: Option<i64>,
    pub visits_r: Option<f64>,
    pub visits_alpha: Option<f64>,
    pub visits_a: Option<f64>,
    pub visits_b: Option<f64>,
    pub visits_log_likelihood: Option<f64>,
    pub spend_p: Option<f64>,
    pub spend_q: Option<f64>,
    pub spend_v: Option<f64>,
    pub spend_log_likelihood: Option<f64>,
    pub held_back_days: Option<i32>,
    pub held_back_customers: Option<i64>,
    pub visits_error: Option<f64>,
    pub visits_error_own: Option<f64>,
    pub spend_error: Option<f64>,
    pub spend_error_own: Option<f64>,
    pub visits_expected: Option<f64>,
    pub visits_made: Option<f64>,
    /// Of the first 90 days; none in what an older program measured.
    pub visits_error_90d: Option<f64>,
    pub visits_error_own_90d: Option<f64>,
    /// What must be at stake for a call to pay, in minor units; none in what an older program learnt.
    pub worth_a_call: Option<i64>,
}

impl Model {
    /// Whether customers are told anything by it.
    pub fn is_told(&self) -> bool {
        matches!(self.state, ModelState::Scoring | ModelState::Ready)
    }

    pub fn fit(&self) -> Option<Fit> {
        Some(Fit {
            visits: BgNbd {
                r: self.visits_r?,
                alpha: self.visits_alpha?,
                a: self.visits_a?,
                b: self.visits_b?,
            },
            visits_log_likelihood: self.visits_log_likelihood?,
            spend: GammaGamma {
                p: self.spend_p?,
                q: self.spend_q?,
                v: self.spend_v?,
            },
            spend_log_likelihood: self.spend_log_likelihood?,
        })
    }

    pub fn trial(&self) -> Option<Trial> {
        let off = |model: Option<f64>, own: Option<f64>| {
            Some(Off {
                model: model?,
                own: own?,
            })
        };
        Some(Trial {
            customers: usize::try_from(self.held_back_customers?).ok()?,
            days: self.held_back_days?.into(),
            visits_90d: off(self.visits_error_90d, self.visits_error_own_90d),
            visits: off(self.visits_error, self.visits_error_own)?,
            spend: off(self.spend_error, self.spend_error_own)?,
            visits_expected: self.visits_expected?,
            visits_made: self.visits_made?,
        })
    }
}

/// A model that was just made, or why there is none.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = value_models)]
pub struct NewModel {
    day: NaiveDate,
    state: ModelState,
    customers: i64,
    sampled: i64,
    missing: Option<i64>,
    visits_r: Option<f64>,
    visits_alpha: Option<f64>,
    visits_a: Option<f64>,
    visits_b: Option<f64>,
    visits_log_likelihood: Option<f64>,
    spend_p: Option<f64>,
    spend_q: Option<f64>,
    spend_v: Option<f64>,
    spend_log_likelihood: Option<f64>,
    held_back_days: Option<i32>,
    held_back_customers: Option<i64>,
    visits_error: Option<f64>,
    visits_error_own: Option<f64>,
    spend_error: Option<f64>,
    spend_error_own: Option<f64>,
    visits_expected: Option<f64>,
    visits_made: Option<f64>,
    visits_error_90d: Option<f64>,
    visits_error_own_90d: Option<f64>,
    worth_a_call: Option<i64>,
}

impl NewModel {
    pub fn of(
        base: &Base,
        sampled: i64,
        learnt: Result<(Fit, Trial), Unlearnt>,
        worth_a_call: Option<i64>,
    ) -> Self {
        let (state, missing) = match learnt {
            Ok(_) => (ModelState::Scoring, None),
            Err(Unlearnt::TooFew { missing }) => (ModelState::TooFew, Some(missing)),
            Err(Unlearnt::TooShort { missing }) => (ModelState::TooShort, Some(missing)),
            Err(Unlearnt::Unsettled) => (ModelState::Unsettled, None),
        };
        let fit = learnt.ok().map(|(fit, _)| fit);
        let trial = learnt.ok().map(|(_, trial)| trial);
        let first = trial.and_then(|trial| trial.visits_90d);
        Self {
            day: base.day,
            state,
            customers: base.customers,
            sampled,
            missing,
            visits_r: fit.map(|fit| fit.visits.r),
            visits_alpha: fit.map(|fit| fit.visits.alpha),
            visits_a: fit.map(|fit| fit.visits.a),
            visits_b: fit.map(|fit| fit.visits.b),
            visits_log_likelihood: fit.map(|fit| fit.visits_log_likelihood),
            spend_p: fit.map(|fit| fit.spend.p),
            spend_q: fit.map(|fit| fit.spend.q),
            spend_v: fit.map(|fit| fit.spend.v),
            spend_log_likelihood: fit.map(|fit| fit.spend_log_likelihood),
            held_back_days: trial.and_then(|trial| i32::try_from(trial.days).ok()),
            held_back_customers: trial.and_then(|trial| i64::try_from(trial.customers).ok()),
            visits_error: trial.map(|trial| trial.visits.model),
            visits_error_own: trial.map(|trial| trial.visits.own),
            spend_error: trial.map(|trial| trial.spend.model),
            spend_error_own: trial.map(|trial| trial.spend.own),
            visits_expected: trial.map(|trial| trial.visits_expected),
            visits_made: trial.map(|trial| trial.visits_made),
            visits_error_90d: first.map(|off| off.model),
            visits_error_own_90d: first.map(|off| off.own),
            worth_a_call,
        }
    }

    pub fn is_told(&self) -> bool {
        self.state == ModelState::Scoring
    }
}

/// What there is to learn from.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Base {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// With history.
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
}

/// A customer's whole history, as the models and the rhythm need it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Past {
    #[diesel(sql_type = BigInt)]
    pub customer: CustomerId,
    /// On which she came, in order, each once.
    #[diesel(sql_type = Array<Date>)]
    pub days: Vec<NaiveDate>,
    /// On each of them, in minor units.
    #[diesel(sql_type = Array<BigInt>)]
    pub spends: Vec<i64>,
    #[diesel(sql_type = Jsonb)]
    pub visited: Json<Vec<Visited>>,
}

impl Past {
    pub fn spent(&self) -> Vec<(NaiveDate, i64)> {
        let days = self.days.iter().copied();
        days.zip(self.spends.iter().copied()).collect()
    }

    pub fn case(&self, day: NaiveDate) -> Option<Case> {
        Case::of(&self.spent(), day)
    }
}

/// What is stored of one customer.
#[derive(Debug, Clone, Deserialize)]
pub struct CustomerValue {
    /// The last visit that it knows of.
    pub last_date: NaiveDate,
    pub p_alive: f64,
    pub visits_90d: f64,
    pub visits_year: f64,
    pub visit_spend: Option<i64>,
    pub year_value: Option<i64>,
}

/// What the profile shows of a customer, as a part of its statement delivers it.
#[derive(Debug, Clone, Deserialize)]
pub struct Outlook {
    /// By which the customer was told, else the newest; `None` before the first night.
    pub model: Option<Model>,
    pub value: Option<CustomerValue>,
    pub visited: Vec<Visited>,
    /// What is usual in each category, in days.
    pub medians: HashMap<String, i64>,
}
