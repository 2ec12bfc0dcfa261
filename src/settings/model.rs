use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::schema::settings;
use crate::domain::{Currency, Hemisphere, Language, RfmThresholds};
use crate::text_enum;

/// The row as it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = settings, treat_none_as_null = true)]
pub struct Settings {
    pub organisation_name: String,
    pub country: String,
    pub currency: Currency,
    pub locale: String,
    pub language: Language,
    pub time_zone: String,
    pub hemisphere: Hemisphere,
    pub offer_best_percent: i32,
    pub offer_win_back_percent: i32,
    pub offer_other_percent: i32,
    pub stale_after_days: i32,
    /// Campaigns leave somebody alone for so long after a commercial message.
    pub commercial_pause_days: i32,
    /// At most so many commercial messages to one address in 30 days.
    pub commercial_cap: Option<i32>,
    pub tracks_clicks: bool,
    pub tracks_opens: bool,
    pub mail_when_consent_unknown: bool,
    pub booking_url: Option<String>,
    pub mail_footer_address: Option<String>,
    /// `None` takes the environment's.
    pub proposals_engine: Option<String>,
}

/// What the settings of the demo business say; the rest is as in a new database.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = settings)]
pub struct Demo {
    pub organisation_name: &'static str,
    pub country: &'static str,
    pub currency: Currency,
    pub locale: &'static str,
    pub language: Language,
    pub time_zone: &'static str,
    pub hemisphere: Hemisphere,
    pub booking_url: &'static str,
    pub mail_footer_address: &'static str,
}

text_enum! {
    /// How the thresholds of the scores are found.
    #[derive(Default)]
    pub enum CutMode {
        /// As they were typed.
        #[default]
        Fixed = "fixed",
        /// So that equal parts of the customers have each score.
        Quantiles = "quantiles",
    }
}

/// The part of the row that decides the scores; `segments` edits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = settings, treat_none_as_null = true)]
pub struct Cuts {
    pub rfm_cuts: CutMode,
    /// Into how many parts quantiles divide: the best part scores 3, the next 2, all others 1.
    pub rfm_parts: i32,
    /// The business day for which quantiles were computed; `None` where they still have to be.
    pub rfm_cuts_day: Option<NaiveDate>,
    pub rfm_r3_days: i32,
    pub rfm_r2_days: i32,
    pub rfm_f3: i32,
    pub rfm_f2: i32,
    /// Minor units, as `rfm_m2`.
    pub rfm_m3: i64,
    pub rfm_m2: i64,
}

impl Cuts {
    pub fn thresholds(&self) -> RfmThresholds {
        RfmThresholds {
            r3_days: self.rfm_r3_days,
            r2_days: self.rfm_r2_days,
            f3: self.rfm_f3.into(),
            f2: self.rfm_f2.into(),
            m3: self.rfm_m3,
            m2: self.rfm_m2,
        }
    }

    /// The same kind of cuts at these thresholds, which quantiles were computed for on `day`.
    pub fn at(&self, thresholds: &RfmThresholds, day: Option<NaiveDate>) -> Self {
        let services = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
        Self {
            rfm_cuts_day: day,
            rfm_r3_days: thresholds.r3_days,
            rfm_r2_days: thresholds.r2_days,
            rfm_f3: services(thresholds.f3),
            rfm_f2: services(thresholds.f2),
            rfm_m3: thresholds.m3,
            rfm_m2: thresholds.m2,
            ..*self
        }
    }
}
