//! How money, numbers and dates are written, and how typed money is read: the organisation's locale, in every language.
//!
//! Separators and groups come from CLDR (`icu_decimal`); the order of date parts and the place of a currency's sign
//! are the few rules below. Names of months are texts and live in `locales/`.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences, input::Decimal};
use icu_locale_core::LanguageIdentifier;

use super::{Currency, MoneyError, UnknownValue, money::round_half_up, typed_money};

/// Minus as typographers write it (U+2212): a hyphen is too short beside figures and may break the line.
const MINUS: char = '−';
/// No-break space: an amount and its unit stay on one line.
const NBSP: char = '\u{a0}';

/// What a locale (BCP 47, `es-CL`) does with numbers and dates. One without rules of its own follows its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    id: LanguageIdentifier,
    group: Option<char>,
    decimal: char,
}

impl Default for Locale {
    fn default() -> Self {
        Self::new(icu_locale_core::langid!("es-CL"))
    }
}

impl FromStr for Locale {
    type Err = UnknownValue;

    /// Takes any well-formed tag; only a malformed one is an error.
    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        let id = tag.parse().map_err(|_| UnknownValue {
            kind: "Locale",
            value: tag.to_owned(),
        })?;
        Ok(Self::new(id))
    }
}

impl Locale {
    fn new(id: LanguageIdentifier) -> Self {
        let mut locale = Self {
            id,
            group: None,
            decimal: '.',
        };
        let separators: Vec<char> = locale
            .absolute(12_345_678, 1, false)
            .chars()
            .filter(|c| !c.is_alphanumeric())
            .collect();
        if let Some((decimal, groups)) = separators.split_last() {
            locale.decimal = *decimal;
            locale.group = groups.first().copied();
        }
        locale
    }

    /// The tag, `es-CL`.
    pub fn tag(&self) -> String {
        self.id.to_string()
    }

    /// A whole number: `3.053`, `−12`.
    pub fn number(&self, value: i64) -> String {
        signed(value.into(), self.absolute(value.into(), 0, false))
    }

    /// A number with exactly `digits` decimals, a half rounded away from zero: `2,50`. Not for money.
    pub fn decimal(&self, value: f64, digits: u8) -> String {
        self.measure(value, digits, false)
    }

    /// A share of one as per cent with at most one decimal: 0.084 is `8,4%`, 0.5 is `50%`.
    pub fn percent(&self, share: f64) -> String {
        let figure = self.measure(share * 100.0, 1, true);
        match (share.is_finite(), self.unit_follows()) {
            (false, _) => figure,
            (true, true) => format!("{figure}{NBSP}%"),
            (true, false) => format!("{figure}%"),
        }
    }

    /// An amount in minor units: `$1.246.535.130`, `EUR 1.246,50`, `−$2.500`. The locale's own currency has its sign,
    /// any other its code.
    pub fn money(&self, minor: i64, currency: Currency) -> String {
        let amount = self.absolute(minor.into(), currency.digits(), false);
        signed(minor.into(), self.with_currency(&amount, currency))
    }

    /// An amount where space is short: from a million with at most one decimal, `$38,4 M`; below, as [`Self::money`].
    pub fn money_short(&self, minor: i64, currency: Currency) -> String {
        let million = 1_000_000 * i128::from(currency.unit());
        if i128::from(minor).abs() < million {
            return self.money(minor, currency);
        }
        let tenths = round_half_up(10 * i128::from(minor), million);
        // Spanish has no short word for 10⁹: it stays with millions.
        let space = if self.language() == "en" {
            String::new()
        } else {
            NBSP.to_string()
        };
        let figure = match tenths % 10 {
            0 => self.absolute(tenths / 10, 0, false),
            _ => self.absolute(tenths, 1, false),
        };
        let amount = format!("{figure}{space}M");
        signed(tenths, self.with_currency(&amount, currency))
    }

    /// A day: `26-10-2025` in Chile.
    pub fn date(&self, date: NaiveDate) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match (self.language(), self.region()) {
            ("es", "CL") => format!("{day:02}-{month:02}-{year:04}"),
            ("en", "US") => format!("{month:02}/{day:02}/{year:04}"),
            ("es" | "en" | "pt" | "fr" | "it" | "ca" | "gl", _) => {
                format!("{day:02}/{month:02}/{year:04}")
            }
            ("de", _) => format!("{day:02}.{month:02}.{year:04}"),
            _ => format!("{year:04}-{month:02}-{day:02}"),
        }
    }

    /// A time of day: `13:00`; in the United States `1:00 PM`.
    pub fn time(&self, time: NaiveTime) -> String {
        let twelve_hours = self.language() == "en" && self.region() == "US";
        time.format(if twelve_hours { "%-I:%M %p" } else { "%H:%M" })
            .to_string()
    }

    /// A local date and time: `26-10-2025 13:00`. The caller has moved it into the organisation's zone.
    pub fn datetime(&self, at: NaiveDateTime) -> String {
        format!("{} {}", self.date(at.date()), self.time(at.time()))
    }

    /// Reads money as people type it, into minor units: `$45.990`, `45990`, `45.990,50`, `−$2.500`, `1.246,50 €`.
    ///
    /// Separators are the locale's; the other way round (`45.50` in Chile) is taken where it can mean one thing only.
    /// Decimals that the currency lacks must be zero.
    pub fn parse_money(&self, typed: &str, currency: Currency) -> Result<i64, MoneyError> {
        typed_money::read(typed, currency, self.group, self.decimal)
    }

    /// Reads a number as people type it: `1.234,50` is `1234.5`. `None` for what is none, and for more than `most` digits.
    ///
    /// The other decimal sign is taken where it can be nothing else, as [`Self::parse_money`] does.
    pub fn read_decimal(&self, typed: &str, most: usize) -> Option<String> {
        read_decimal(typed, (self.group, self.decimal), most)
    }

    /// A number as [`Self::read_decimal`] gives it, as it is typed: `1234,5`.
    pub fn typed_decimal(&self, plain: &str) -> String {
        plain.replace('.', &self.decimal.to_string())
    }

    /// The same for a reader: `1.234,5`. What is no such number stays as it is.
    pub fn plain_decimal(&self, plain: &str) -> String {
        let fraction = plain.split_once('.').map_or("", |(_, fraction)| fraction);
        let scaled = plain.replacen('.', "", 1).parse::<i64>();
        match (scaled, u8::try_from(fraction.len())) {
            (Ok(scaled), Ok(digits)) => {
                signed(scaled.into(), self.absolute(scaled.into(), digits, false))
            }
            _ => plain.to_owned(),
        }
    }

    /// The absolute value of `scaled ÷ 10^digits` with the locale's separators.
    fn absolute(&self, scaled: i128, digits: u8, trim: bool) -> String {
        let mut value = Decimal::from(scaled.unsigned_abs());
        value.multiply_pow10(-i16::from(digits));
        if trim {
            value.trim_end();
        } else {
            value.pad_end(-i16::from(digits));
        }
        match DecimalFormatter::try_new(
            DecimalFormatterPreferences::from(&self.id),
            Default::default(),
        ) {
            Ok(formatter) => formatter.format(&value).to_string(),
            // The data of every locale is compiled in; without it the figure is still right, only plain.
            Err(_) => value.to_string(),
        }
    }

    /// A measured value rounded to `digits` decimals; what is not finite has no figure.
    fn measure(&self, value: f64, digits: u8, trim: bool) -> String {
        if !value.is_finite() {
            return "–".to_owned();
        }
        let scaled = (value * 10_f64.powi(digits.into())).round() as i128;
        signed(scaled, self.absolute(scaled, digits, trim))
    }

    fn with_currency(&self, amount: &str, currency: Currency) -> String {
        let own = currency.is_used_in(self.region());
        let unit = if own {
            currency.symbol()
        } else {
            currency.code().to_owned()
        };
        match (self.unit_follows(), own) {
            (true, _) => format!("{amount}{NBSP}{unit}"),
            (false, true) => format!("{unit}{amount}"),
            (false, false) => format!("{unit}{NBSP}{amount}"),
        }
    }

    /// Whether currency and per cent stand behind the figure with a space, as in most of Europe.
    fn unit_follows(&self) -> bool {
        match self.language() {
            "es" => self.region() == "ES",
            "pt" => self.region() == "PT",
            "fr" | "de" | "it" | "ca" | "gl" | "eu" => true,
            _ => false,
        }
    }

    fn language(&self) -> &str {
        self.id.language.as_str()
    }

    /// The country, ISO 3166; a tag without one means the language's first home.
    fn region(&self) -> &str {
        match (&self.id.region, self.language()) {
            (Some(region), _) => region.as_str(),
            (None, "es") => "ES",
            (None, "en") => "US",
            (None, _) => "",
        }
    }
}

/// The same where the sign that groups and the one before the decimals are known otherwise than by the place.
pub fn read_decimal(
    typed: &str,
    (group, decimal): (Option<char>, char),
    most: usize,
) -> Option<String> {
    let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let (sign, digits) = match compact.strip_prefix(['-', MINUS]) {
        Some(rest) => ("-", rest),
        None => ("", compact.as_str()),
    };
    let number = plain(digits, group, decimal, most)
        .or_else(|| plain(digits, Some(decimal), group?, most))?;
    Some(match number.as_str() {
        "0" => number,
        _ => format!("{sign}{number}"),
    })
}

/// Digits without group separators, with a point before decimals, and no zero that says nothing.
fn plain(digits: &str, group: Option<char>, decimal: char, most: usize) -> Option<String> {
    let (whole, fraction) = digits.split_once(decimal).unwrap_or((digits, "0"));
    let whole = typed_money::ungrouped(whole, group)?;
    let is_number = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || whole.len() + fraction.len() > most {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    Some(match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    })
}

fn signed(value: i128, absolute: String) -> String {
    if value < 0 {
        format!("{MINUS}{absolute}")
    } else {
        absolute
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn locale(tag: &str) -> Locale {
        tag.parse().unwrap()
    }

    /// No-break spaces as `_`, so that a failure can be read.
    fn seen(text: String) -> String {
        text.replace(NBSP, "_")
    }

    #[test]
    fn chile_writes_money_as_its_people_do() {
        let cl = Locale::default();
        assert_eq!(cl.money(1_246_535_130, Currency::CLP), "$1.246.535.130");
        assert_eq!(cl.money(-2_500, Currency::CLP), "−$2.500");
        assert_eq!(seen(cl.money(124_650, Currency::EUR)), "EUR_1.246,50");
        assert_eq!(seen(cl.money(5, Currency::EUR)), "EUR_0,05");
        assert_eq!(
            cl.money(i64::MIN, Currency::CLP),
            "−$9.223.372.036.854.775.808"
        );
    }

    #[test]
    fn other_locales_write_money_their_way() {
        let cases = [
            ("es-ES", 124_653_513, Currency::EUR, "1.246.535,13_€"),
            ("es-ES", 124_650, Currency::EUR, "1246,50_€"),
            ("es-MX", 124_653_513_000, Currency::MXN, "$1,246,535,130.00"),
            ("en-US", 1_246_535_130, Currency::CLP, "CLP_1,246,535,130"),
            ("en-US", -250_000, Currency::USD, "−$2,500.00"),
            ("es", 1_000_000, Currency::EUR, "10.000,00_€"),
            ("xx-ZZ", 1_000, Currency::EUR, "EUR_10.00"),
        ];
        for (tag, minor, currency, expected) in cases {
            assert_eq!(seen(locale(tag).money(minor, currency)), expected, "{tag}");
        }
    }

    #[test]
    fn a_plain_number_is_typed_and_written_as_the_place_does() {
        let (cl, us) = (Locale::default(), locale("en-US"));
        for (plain, typed, written) in [
            ("1234.5", "1234,5", "1.234,5"),
            ("-0.25", "-0,25", "−0,25"),
            (
                "123456789012.345",
                "123456789012,345",
                "123.456.789.012,345",
            ),
            ("0", "0", "0"),
        ] {
            assert_eq!(cl.typed_decimal(plain), typed);
            assert_eq!(cl.plain_decimal(plain), written);
            assert_eq!(cl.read_decimal(typed, 15).as_deref(), Some(plain));
            assert_eq!(us.typed_decimal(plain), plain);
        }
        assert_eq!(us.plain_decimal("1234.5"), "1,234.5");
        assert_eq!(cl.plain_decimal("doce"), "doce");
    }

    #[test]
    fn short_money_has_at_most_one_decimal_from_a_million() {
        let cl = Locale::default();
        assert_eq!(seen(cl.money_short(38_449_999, Currency::CLP)), "$38,4_M");
        assert_eq!(seen(cl.money_short(-38_450_000, Currency::CLP)), "−$38,5_M");
        assert_eq!(
            seen(cl.money_short(1_246_535_130, Currency::CLP)),
            "$1.246,5_M"
        );
        assert_eq!(cl.money_short(999_999, Currency::CLP), "$999.999");
        assert_eq!(
            locale("en-US").money_short(3_840_000_000, Currency::USD),
            "$38.4M"
        );
        assert_eq!(
            seen(locale("es-ES").money_short(3_840_000_000, Currency::EUR)),
            "38,4_M_€"
        );
    }

    #[test]
    fn numbers_and_shares_have_the_locales_separators() {
        let cl = Locale::default();
        assert_eq!(
            (cl.number(3_053), cl.number(-12)),
            ("3.053".into(), "−12".into())
        );
        assert_eq!(
            (cl.decimal(2.5, 2), cl.decimal(-0.001, 2)),
            ("2,50".into(), "0,00".into())
        );
        assert_eq!(
            (cl.percent(0.084), cl.percent(0.5), cl.percent(f64::NAN)),
            ("8,4%".into(), "50%".into(), "–".into())
        );
        assert_eq!(
            (
                locale("es-ES").number(3_053),
                seen(locale("es-ES").percent(0.084))
            ),
            ("3053".into(), "8,4_%".into())
        );
        assert_eq!(
            (
                locale("es-MX").number(3_053),
                locale("en-US").percent(0.084)
            ),
            ("3,053".into(), "8.4%".into())
        );
    }

    #[test]
    fn days_and_times_are_in_the_locales_order() {
        let at = NaiveDate::from_ymd_opt(2025, 10, 26)
            .unwrap()
            .and_hms_opt(13, 0, 0)
            .unwrap();
        for (tag, expected) in [
            ("es-CL", "26-10-2025 13:00"),
            ("es-ES", "26/10/2025 13:00"),
            ("es-MX", "26/10/2025 13:00"),
            ("en-US", "10/26/2025 1:00 PM"),
            ("en-GB", "26/10/2025 13:00"),
            ("xx", "2025-10-26 13:00"),
        ] {
            assert_eq!(locale(tag).datetime(at), expected, "{tag}");
        }
    }

    #[test]
    fn a_malformed_tag_is_an_error_and_a_good_one_is_kept() {
        assert!("not a tag".parse::<Locale>().is_err());
        assert_eq!(locale("es-cl").tag(), "es-CL");
    }

    proptest! {
        #[test]
        fn written_money_is_read_back(
            minor: i64,
            tag in prop::sample::select(vec!["es-CL", "es-ES", "es-MX", "en-US", "fr-FR", "de-CH", "pt-BR"]),
            currency in prop::sample::select(vec![Currency::CLP, Currency::EUR, Currency::MXN, Currency::USD]),
        ) {
            let written = locale(tag).money(minor, currency);
            prop_assert_eq!(locale(tag).parse_money(&written, currency), Ok(minor), "{}", written);
        }
    }
}
