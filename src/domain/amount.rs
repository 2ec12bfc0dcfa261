//! Amounts as JSON writes them, to and from whole minor units; no arithmetic is done in floats.

use serde_json::Number;

use super::{Currency, MoneyError};

/// Digits beyond which no `i64` goes; keeps an exponent from making a long text.
const LONGEST: usize = 40;

/// The amount of a decimal number such as `-12.5` or `1e3` in units of its last place: with two places 12.5 is 1250. Zeros
/// beyond the last place are taken.
pub fn read(text: &str, places: u8) -> Result<i64, MoneyError> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !has_digits || !are_digits(whole) || !are_digits(fraction) {
        return Err(MoneyError::NotAnAmount);
    }
    let digits = format!("{whole}{fraction}");
    let point = whole.len() as i64 + exponent + i64::from(places);
    let units = shifted(digits.trim_end_matches('0'), point)?;
    Ok(if is_negative { -units } else { units })
}

fn read_exponent(text: &str) -> Result<i64, MoneyError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MoneyError::NotAnAmount);
    }
    // One of more than four digits is as far away as can be.
    let exponent = digits.parse().unwrap_or(i64::from(i16::MAX)).min(i64::from(i16::MAX));
    Ok(if text.starts_with('-') { -exponent } else { exponent })
}

/// The digits up to the point; what stands behind it must be nothing but the zeros that were cut off.
fn shifted(digits: &str, point: i64) -> Result<i64, MoneyError> {
    if digits.trim_start_matches('0').is_empty() {
        return Ok(0);
    }
    let length = digits.len() as i64;
    if length > point {
        return Err(MoneyError::TooPrecise);
    }
    let zeros = usize::try_from(point - length).unwrap_or(LONGEST);
    if zeros > LONGEST {
        return Err(MoneyError::TooLarge);
    }
    let all = format!("{digits}{}", "0".repeat(zeros));
    all.parse().map_err(|_| MoneyError::TooLarge)
}

/// So many units of the last place as a number: with two places 1250 is `12.5`, and 1200 is `12`.
pub fn number(units: i64, places: u8) -> Number {
    let one = 10_i64.pow(places.into());
    let (whole, rest) = (units / one, units % one);
    if rest == 0 {
        return whole.into();
    }
    let sign = if units < 0 { "-" } else { "" };
    let (whole, rest) = (whole.unsigned_abs(), rest.unsigned_abs());
    let text = format!("{sign}{whole}.{rest:0>width$}", width = usize::from(places));
    // The nearest float is written with the same digits up to fifteen of them.
    serde_json::from_str(&text).unwrap_or_else(|_| whole.into())
}

/// Minor units as a number of whole ones: 45000 pesos are `45000`, 4550 euro cents `45.5`.
pub fn money(minor: i64, currency: Currency) -> Number {
    number(minor, currency.digits())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_decimal_number_is_read_exactly() {
        for (text, units) in [
            ("0", 0),
            ("0.00000", 0),
            ("12.5", 1250),
            ("-12.50", -1250),
            ("12.500", 1250),
            ("1e3", 100_000),
            ("1.5E+1", 1500),
            ("125e-1", 1250),
            ("100", 10_000),
            (".5", 50),
            ("90071992547409.93", 9_007_199_254_740_993),
        ] {
            assert_eq!(read(text, 2), Ok(units), "{text}");
        }
        assert_eq!(read("45000", 0), Ok(45_000));
        assert_eq!(read("45000.0", 0), Ok(45_000));
    }

    #[test]
    fn what_is_no_number_too_fine_or_too_large_is_refused() {
        for text in ["", "-", ".", "e3", "1e", "1,5", "NaN", "inf", "1.2.3", "--1", "0x1"] {
            assert_eq!(read(text, 2), Err(MoneyError::NotAnAmount), "{text}");
        }
        for text in ["0.001", "12.345", "1e-3", "1e-99999999999999999999"] {
            assert_eq!(read(text, 2), Err(MoneyError::TooPrecise), "{text}");
        }
        for text in ["1e300", "99999999999999999999", "1e99999999999999999999", "92233720368547758.08"] {
            assert_eq!(read(text, 2), Err(MoneyError::TooLarge), "{text}");
        }
    }

    #[test]
    fn an_amount_is_a_number_of_whole_units() {
        let written = |minor, currency| money(minor, currency).to_string();
        assert_eq!(written(612_000, Currency::CLP), "612000");
        assert_eq!(written(4550, Currency::EUR), "45.5");
        assert_eq!(written(4500, Currency::EUR), "45");
        assert_eq!(written(-5, Currency::EUR), "-0.05");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in -99_999_999_999_999_i64..=99_999_999_999_999, places in 0_u8..=4) {
            prop_assert_eq!(read(&number(units, places).to_string(), places), Ok(units));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-+0-9.eE]*") {
            let _ = read(&text, 2);
        }
    }
}
