//! The settings as they are typed. Every field's error is reported at once.

use serde::Deserialize;
use url::Url;

use super::model::Settings;
use crate::config::{AiConfig, ENGINES};
use crate::domain::{Currency, Locale};
use crate::web::FieldErrors;

/// Longer than any pause that a business would call recent.
const MOST_DAYS: i32 = 3650;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    pub version: i32,
    pub organisation_name: String,
    pub country: String,
    pub currency: String,
    pub locale: String,
    pub language: String,
    pub time_zone: String,
    pub hemisphere: String,
    pub offer_best_percent: String,
    pub offer_win_back_percent: String,
    pub offer_other_percent: String,
    pub stale_after_days: String,
    pub commercial_pause_days: String,
    pub commercial_cap: String,
    pub tracks_clicks: String,
    pub tracks_opens: String,
    pub mail_when_consent_unknown: String,
    pub booking_url: String,
    pub mail_footer_address: String,
    pub proposals_engine: String,
}

impl SettingsForm {
    /// The stored row as it would be typed.
    pub fn of(row: &Settings, version: i32) -> Self {
        Self {
            version,
            organisation_name: row.organisation_name.clone(),
            country: row.country.clone(),
            currency: row.currency.to_string(),
            locale: row.locale.clone(),
            language: row.language.to_string(),
            time_zone: row.time_zone.clone(),
            hemisphere: row.hemisphere.to_string(),
            offer_best_percent: row.offer_best_percent.to_string(),
            offer_win_back_percent: row.offer_win_back_percent.to_string(),
            offer_other_percent: row.offer_other_percent.to_string(),
            stale_after_days: row.stale_after_days.to_string(),
            commercial_pause_days: row.commercial_pause_days.to_string(),
            commercial_cap: row
                .commercial_cap
                .map(|cap| cap.to_string())
                .unwrap_or_default(),
            tracks_clicks: ticked(row.tracks_clicks),
            tracks_opens: ticked(row.tracks_opens),
            mail_when_consent_unknown: ticked(row.mail_when_consent_unknown),
            booking_url: row.booking_url.clone().unwrap_or_default(),
            mail_footer_address: row.mail_footer_address.clone().unwrap_or_default(),
            proposals_engine: row.proposals_engine.clone().unwrap_or_default(),
        }
    }

    /// The row to store, over `before`; `has_amounts` keeps the currency as it is, and `ai` says which
    /// engines there are.
    pub fn parse(
        &self,
        before: &Settings,
        has_amounts: bool,
        ai: &AiConfig,
    ) -> Result<Settings, FieldErrors> {
        let mut errors = FieldErrors::default();
        let e = &mut errors;
        let currency = self.currency(before, has_amounts, e);
        e.check(
            "locale",
            self.locale.parse::<Locale>().map_err(|_| "error-locale"),
        );
        let row = Settings {
            organisation_name: e
                .check("organisation_name", present(&self.organisation_name))
                .unwrap_or_default(),
            country: e
                .check("country", country(&self.country))
                .unwrap_or_default(),
            currency,
            locale: self.locale.clone(),
            language: e
                .check(
                    "language",
                    self.language.parse().map_err(|_| "error-required"),
                )
                .unwrap_or_default(),
            time_zone: e
                .check("time_zone", time_zone(&self.time_zone))
                .unwrap_or_default(),
            hemisphere: e
                .check(
                    "hemisphere",
                    self.hemisphere.parse().map_err(|_| "error-required"),
                )
                .unwrap_or(before.hemisphere),
            offer_best_percent: e
                .check(
                    "offer_best_percent",
                    number(&self.offer_best_percent, 0, 100),
                )
                .unwrap_or(0),
            offer_win_back_percent: e
                .check(
                    "offer_win_back_percent",
                    number(&self.offer_win_back_percent, 0, 100),
                )
                .unwrap_or(0),
            offer_other_percent: e
                .check(
                    "offer_other_percent",
                    number(&self.offer_other_percent, 0, 100),
                )
                .unwrap_or(0),
            stale_after_days: e
                .check(
                    "stale_after_days",
                    number(&self.stale_after_days, 1, MOST_DAYS),
                )
                .unwrap_or(0),
            commercial_pause_days: e
                .check(
                    "commercial_pause_days",
                    number(&self.commercial_pause_days, 0, MOST_DAYS),
                )
                .unwrap_or(0),
            commercial_cap: e
                .check("commercial_cap", cap(&self.commercial_cap))
                .unwrap_or_default(),
            tracks_clicks: !self.tracks_clicks.is_empty(),
            tracks_opens: !self.tracks_opens.is_empty(),
            mail_when_consent_unknown: !self.mail_when_consent_unknown.is_empty(),
            booking_url: e
                .check("booking_url", link(&self.booking_url))
                .unwrap_or_default(),
            mail_footer_address: optional(&self.mail_footer_address),
            proposals_engine: e
                .check("proposals_engine", engine(&self.proposals_engine, ai))
                .unwrap_or_default(),
        };
        if errors.is_empty() {
            Ok(row)
        } else {
            Err(errors)
        }
    }

    fn currency(&self, before: &Settings, has_amounts: bool, errors: &mut FieldErrors) -> Currency {
        if has_amounts {
            return before.currency;
        }
        errors
            .check(
                "currency",
                self.currency.parse().map_err(|_| "error-currency"),
            )
            .unwrap_or(before.currency)
    }
}

fn ticked(on: bool) -> String {
    if on { "on".to_owned() } else { String::new() }
}

/// Nobody gets more than one a day.
const MOST_IN_30_DAYS: i32 = 30;

/// Empty is no limit.
fn cap(typed: &str) -> Result<Option<i32>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => number(typed, 1, MOST_IN_30_DAYS).map(Some),
    }
}

fn present(typed: &str) -> Result<String, &'static str> {
    optional(typed).ok_or("error-required")
}

fn optional(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

fn country(typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim().to_ascii_uppercase();
    let is_code = typed.len() == 2 && typed.chars().all(|c| c.is_ascii_uppercase());
    if is_code {
        Ok(typed)
    } else {
        Err("error-country")
    }
}

fn time_zone(typed: &str) -> Result<String, &'static str> {
    typed
        .parse::<chrono_tz::Tz>()
        .map(|zone| zone.name().to_owned())
        .map_err(|_| "error-time-zone")
}

fn number(typed: &str, least: i32, most: i32) -> Result<i32, &'static str> {
    let number = typed.trim().parse().map_err(|_| "error-number")?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err("error-number-range")
    }
}

fn link(typed: &str) -> Result<Option<String>, &'static str> {
    let Some(typed) = optional(typed) else {
        return Ok(None);
    };
    match Url::parse(&typed) {
        Ok(url) if matches!(url.scheme(), "https" | "http") && url.has_host() => Ok(Some(typed)),
        _ => Err("error-link"),
    }
}

fn engine(typed: &str, ai: &AiConfig) -> Result<Option<String>, &'static str> {
    match optional(typed).as_deref() {
        Some(engine) if !ENGINES.contains(&engine) => Err("error-required"),
        Some(engine) => match ai.missing_for(engine) {
            Some("MCP_SERVER_URL") => Err("error-engine-address"),
            Some(_) => Err("error-engine-key"),
            None => Ok(Some(engine.to_owned())),
        },
        engine => Ok(engine.map(str::to_owned)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Env;
    use crate::domain::{Hemisphere, Language};

    fn ai(variables: &[(&str, &str)]) -> AiConfig {
        let mut env = Env::default();
        for (name, value) in variables {
            env.set(*name, *value);
        }
        AiConfig::read(&env).unwrap()
    }

    fn stored() -> Settings {
        Settings {
            organisation_name: "Aremko".into(),
            country: "CL".into(),
            currency: Currency::CLP,
            locale: "es-CL".into(),
            language: Language::Es,
            time_zone: "America/Santiago".into(),
            hemisphere: Hemisphere::Southern,
            offer_best_percent: 15,
            offer_win_back_percent: 20,
            offer_other_percent: 10,
            stale_after_days: 60,
            commercial_pause_days: 14,
            commercial_cap: Some(4),
            tracks_clicks: true,
            tracks_opens: false,
            mail_when_consent_unknown: false,
            booking_url: None,
            mail_footer_address: None,
            proposals_engine: None,
        }
    }

    #[test]
    fn what_is_shown_is_read_back_as_it_is_stored() {
        let row = stored();
        assert_eq!(
            SettingsForm::of(&row, 3).parse(&row, true, &ai(&[])),
            Ok(row)
        );
    }

    #[test]
    fn the_currency_stays_once_there_are_amounts() {
        let row = stored();
        let form = SettingsForm {
            currency: "EUR".into(),
            ..SettingsForm::of(&row, 1)
        };
        assert_eq!(
            form.parse(&row, true, &ai(&[])).unwrap().currency,
            Currency::CLP
        );
        assert_eq!(
            form.parse(&row, false, &ai(&[])).unwrap().currency,
            Currency::EUR
        );
    }

    #[test]
    fn an_engine_needs_its_address_or_key_in_the_environment() {
        let remote = ai(&[("MCP_SERVER_URL", "https://h/api/v1/aremko")]);
        assert_eq!(engine("remote", &remote), Ok(Some("remote".into())));
        assert_eq!(engine("remote", &ai(&[])), Err("error-engine-address"));
        assert_eq!(engine("anthropic", &ai(&[])), Err("error-engine-key"));
        let deepseek = ai(&[("DEEPSEEK_API_KEY", "k")]);
        assert_eq!(engine("openai", &deepseek), Ok(Some("openai".into())));
        assert_eq!(engine("builtin", &ai(&[])), Ok(Some("builtin".into())));
        assert_eq!(engine("", &ai(&[])), Ok(None));
    }

    #[test]
    fn a_link_needs_to_lead_somewhere_on_the_web() {
        assert_eq!(
            link("https://reservas.example/aremko"),
            Ok(Some("https://reservas.example/aremko".into()))
        );
        assert_eq!(link(" "), Ok(None));
        assert!(link("javascript:alert(1)").is_err() && link("reservas").is_err());
    }
}
