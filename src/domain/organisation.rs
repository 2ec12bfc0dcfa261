//! The organisation's settings as plain data; `settings` loads and saves them, rules take them as an argument.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::{Currency, Locale, OwnField};
use crate::text_enum;

text_enum! {
    /// A language of the screens and mails.
    #[derive(Default)]
    pub enum Language { #[default] Es = "es", En = "en" }
}

text_enum! {
    /// The colours that a user chose; `Auto` follows the device.
    #[derive(Default)]
    pub enum Theme { #[default] Auto = "auto", Light = "light", Dark = "dark" }
}

text_enum! {
    /// Decides which months are summer.
    pub enum Hemisphere { Northern = "northern", Southern = "southern" }
}

impl Language {
    /// The supported language that an `Accept-Language` header wants most; `None` when it names neither.
    ///
    /// Regions are ignored (`en-GB` is English), `*` is nobody's wish, and `q=0` refuses (RFC 9110, 12.5.4).
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for (quality, language) in header.split(',').filter_map(wish) {
            // Of equal wishes the first counts, as browsers send them in order.
            if quality > best.map_or(0.0, |(highest, _)| highest) {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// One range of the header with its weight, if it names a language that we have.
fn wish(range: &str) -> Option<(f32, Language)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?.to_ascii_lowercase();
    let language = tag.split(['-', '_']).next()?.parse().ok()?;
    let quality = match parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))) {
        Some(text) => text
            .parse()
            .ok()
            .filter(|quality| (0.0..=1.0).contains(quality))?,
        None => 1.0,
    };
    Some((quality, language))
}

/// Where the scores change; the defaults are the design's, in Chilean pesos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RfmThresholds {
    /// R is 3 when the last service is at most this many days before today.
    pub r3_days: i32,
    /// R is 2 up to this many days, else 1.
    pub r2_days: i32,
    /// F is 3 from this many services.
    pub f3: i64,
    /// F is 2 from this many services, else 1.
    pub f2: i64,
    /// M is 3 from this spend, in minor units.
    pub m3: i64,
    /// M is 2 from this spend, in minor units, else 1.
    pub m2: i64,
}

impl Default for RfmThresholds {
    fn default() -> Self {
        Self {
            r3_days: 90,
            r2_days: 180,
            f3: 10,
            f2: 5,
            m3: 1_000_000,
            m2: 500_000,
        }
    }
}

/// The highest discounts that a proposal may offer, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferLimits {
    /// For VIP and Champions.
    pub best: i32,
    /// For At Risk and Hibernating.
    pub win_back: i32,
    pub other: i32,
}

impl Default for OfferLimits {
    fn default() -> Self {
        Self {
            best: 15,
            win_back: 20,
            other: 10,
        }
    }
}

/// The business that this database belongs to. One database holds one.
#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    pub name: String,
    /// ISO 3166 alpha-2, upper case: how phones and tax ids without a prefix are read.
    pub country: String,
    /// The currency of the service history, and of every figure that adds up.
    pub currency: Currency,
    /// How money, numbers and dates are written, in every language.
    pub locale: Locale,
    /// "Today" and the days of services are this zone's.
    pub time_zone: Tz,
    /// The language of a mail whose customer has none.
    pub language: Language,
    pub hemisphere: Hemisphere,
    pub rfm: RfmThresholds,
    pub offer_limits: OfferLimits,
    /// Pages that show recency say so when the newest service is older than this.
    pub stale_after_days: i32,
    /// What else it keeps of a customer, in its own order.
    pub customer_fields: Vec<OwnField>,
}

impl Default for Organisation {
    /// The spa for which the product was made first.
    fn default() -> Self {
        Self {
            name: "Aremko".to_owned(),
            country: "CL".to_owned(),
            currency: Currency::CLP,
            locale: Locale::default(),
            time_zone: Tz::America__Santiago,
            language: Language::Es,
            hemisphere: Hemisphere::Southern,
            rfm: RfmThresholds::default(),
            offer_limits: OfferLimits::default(),
            stale_after_days: 60,
            customer_fields: Vec::new(),
        }
    }
}

impl Organisation {
    /// The instant at which a day begins here; where clocks skip midnight, the first that there is.
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        let start = |hours| {
            let local = midnight + TimeDelta::hours(hours);
            self.time_zone.from_local_datetime(&local).earliest()
        };
        let start = start(0).or_else(|| start(1));
        start.map_or(midnight.and_utc(), |start| start.to_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_or_at_its_first_instant() {
        let start = |day: &str| {
            Organisation::default()
                .start_of(day.parse().unwrap())
                .to_rfc3339()
        };
        assert_eq!(start("2025-10-26"), "2025-10-26T03:00:00+00:00");
        // Summer began: there was no midnight.
        assert_eq!(start("2025-09-07"), "2025-09-07T04:00:00+00:00");
    }

    #[test]
    fn the_highest_weight_wins_and_of_equals_the_first() {
        let cases = [
            ("en-GB,en;q=0.9", Some(Language::En)),
            ("es-CL, es;q=0.9, en;q=0.8", Some(Language::Es)),
            ("es;q=0.5, en ; q=0.8", Some(Language::En)),
            ("en,es", Some(Language::En)),
            ("de-DE,de;q=0.9,en;q=0.7", Some(Language::En)),
        ];
        for (header, expected) in cases {
            assert_eq!(Language::from_accept_language(header), expected, "{header}");
        }
    }

    #[test]
    fn a_header_without_our_languages_decides_nothing() {
        for header in ["", "*", "de", "en;q=0", "en;q=x", ",,;", "english"] {
            assert_eq!(Language::from_accept_language(header), None, "{header}");
        }
    }
}
