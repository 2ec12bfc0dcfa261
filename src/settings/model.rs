use diesel::prelude::*;

use crate::db::schema::settings;
use crate::domain::{Currency, Hemisphere, Language};

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
    pub rfm_r3_days: i32,
    pub rfm_r2_days: i32,
    pub rfm_f3: i32,
    pub rfm_f2: i32,
    /// Minor units, as `rfm_m2`.
    pub rfm_m3: i64,
    pub rfm_m2: i64,
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
