//! Pure: quantities and rates as people write them. A quantity is in thousandths, a rate in basis points.

use crate::domain::Locale;

/// A million of something.
const MOST: i64 = 1_000_000_000;

/// Reads `1`, `1,5`, `0.75`. A point and three digits could mean thousands where points group them, so that is refused.
pub fn read(typed: &str, locale: &Locale) -> Result<i64, &'static str> {
    let scaled = read_scaled(typed, locale, 3).ok_or("invoice-error-quantity")?;
    if (1..=MOST).contains(&scaled) {
        Ok(scaled)
    } else {
        Err("invoice-error-quantity")
    }
}

/// Reads a rate in per cent, `19` or `7,5`, with or without its sign.
pub fn read_percent(typed: &str, locale: &Locale) -> Result<i32, &'static str> {
    let typed = typed.trim().trim_end_matches('%');
    let points = read_scaled(typed, locale, 2).filter(|points| (0..=10_000).contains(points));
    points
        .and_then(|points| i32::try_from(points).ok())
        .ok_or("invoice-error-rate")
}

/// Writes thousandths without zeros that say nothing: `1,5`.
pub fn written(quantity: i64, locale: &Locale) -> String {
    written_scaled(quantity, 3, locale)
}

/// Writes basis points as a number of per cent: `7,5`.
pub fn percent(basis_points: i32, locale: &Locale) -> String {
    written_scaled(basis_points.into(), 2, locale)
}

fn read_scaled(typed: &str, locale: &Locale, places: usize) -> Option<i64> {
    let typed = typed.trim();
    let (whole, fraction) = match typed.split_once([',', '.']) {
        None => (typed, ""),
        Some((_, "")) => return None,
        Some((whole, fraction)) => {
            let is_own = typed[whole.len()..].starts_with(decimal_sign(locale));
            if fraction.len() == 3 && !is_own {
                return None;
            }
            (whole, fraction)
        }
    };
    let is_number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || fraction.len() > places {
        return None;
    }
    format!("{whole}{fraction:0<places$}").parse().ok()
}

fn written_scaled(value: i64, places: u8, locale: &Locale) -> String {
    let unit = 10_i64.pow(places.into());
    let width = usize::from(places);
    let fraction = format!("{:0width$}", value % unit);
    match fraction.trim_end_matches('0') {
        "" => (value / unit).to_string(),
        fraction => format!("{}{}{fraction}", value / unit, decimal_sign(locale)),
    }
}

/// What stands before the decimals.
fn decimal_sign(locale: &Locale) -> char {
    let half = locale.decimal(0.5, 1);
    half.chars().find(|c| !c.is_alphanumeric()).unwrap_or('.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chile() -> Locale {
        "es-CL".parse().unwrap()
    }

    #[test]
    fn quantities_are_read_as_people_write_them() {
        for (typed, expected) in [
            ("1", 1000),
            (" 12 ", 12_000),
            ("1,5", 1500),
            ("1.5", 1500),
            ("0,125", 125),
            ("0.75", 750),
        ] {
            assert_eq!(read(typed, &chile()), Ok(expected), "{typed}");
        }
        for typed in [
            "", "0", "-1", "1.000", "1,2345", "1.234,5", "uno", "1,", ",5", "1000001",
        ] {
            assert!(read(typed, &chile()).is_err(), "{typed}");
        }
        assert_eq!(read("1.125", &"en-US".parse().unwrap()), Ok(1125));
    }

    #[test]
    fn rates_are_read_in_per_cent() {
        assert_eq!(read_percent("19 %", &chile()), Ok(1900));
        assert_eq!(read_percent("7,5", &chile()), Ok(750));
        assert_eq!(read_percent("0", &chile()), Ok(0));
        assert!(read_percent("101", &chile()).is_err() && read_percent("-5", &chile()).is_err());
        assert_eq!(percent(750, &chile()), "7,5");
        assert_eq!(percent(1900, &chile()), "19");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(quantity in 1..=MOST) {
            prop_assert_eq!(read(&written(quantity, &chile()), &chile()), Ok(quantity));
        }

        #[test]
        fn no_text_makes_it_panic(typed in "\\PC*") {
            let _ = (read(&typed, &chile()), read_percent(&typed, &chile()));
        }
    }
}
