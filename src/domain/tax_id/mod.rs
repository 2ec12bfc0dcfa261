//! Tax ids: the canonical key under which two are the same, with its check digit verified.
//!
//! Chile: RUT. Spain: NIF, NIE and CIF. Mexico: RFC. Of other countries nothing is known, so they get no key.

mod mexico;
mod spain;

use unicode_normalization::UnicodeNormalization;

/// Why a tax id has no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxIdError {
    #[error("not a tax id of this country")]
    Malformed,
    #[error("its check digit is wrong")]
    WrongCheckDigit,
    #[error("stands for nobody in particular")]
    Placeholder,
}

/// A tax id that its country's rules accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxId {
    /// As given, without the white space around it.
    pub typed: String,
    /// `41950470-K`, `12345678Z`, `GODE561231GR8`; `None` for a country whose rules are not known.
    pub key: Option<String>,
}

impl TaxId {
    /// Takes a tax id with or without separators, in either case. `country` is ISO 3166 alpha-2.
    pub fn parse(typed: &str, country: &str) -> Result<Self, TaxIdError> {
        let typed = typed.trim().to_owned();
        if typed.is_empty() {
            return Err(TaxIdError::Malformed);
        }
        let compact = compact(&typed);
        let key = match country.to_ascii_uppercase().as_str() {
            "CL" => Some(rut(&compact)?),
            "ES" => Some(spain::key(&compact)?),
            "MX" => Some(mexico::key(&compact)?),
            _ => None,
        };
        Ok(Self { typed, key })
    }
}

/// Upper case without the separators that people put in.
fn compact(typed: &str) -> String {
    let is_separator = |c: char| c.is_whitespace() || ".,-–‐‑_/".contains(c);
    typed
        .nfkc()
        .filter(|c| !is_separator(*c))
        .flat_map(char::to_uppercase)
        .collect()
}

/// Chile: up to eight digits and a check digit modulo 11, `K` for ten (Servicio de Registro Civil).
fn rut(compact: &str) -> Result<String, TaxIdError> {
    let body = compact
        .get(..compact.len().saturating_sub(1))
        .ok_or(TaxIdError::Malformed)?;
    let check = compact
        .chars()
        .last()
        .filter(|c| c.is_ascii_digit() || *c == 'K')
        .ok_or(TaxIdError::Malformed)?;
    let body = body.trim_start_matches('0');
    // No living person or company has fewer than six digits; such numbers are fillers.
    if !(6..=8).contains(&body.len()) || !body.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(TaxIdError::Malformed);
    }
    // 66.666.666-6 (any consumer), 55.555.555-5 (any foreigner) and their like are right by chance.
    if body.len() == 8 && body.chars().all(|digit| digit == check) {
        return Err(TaxIdError::Placeholder);
    }
    if check != rut_check_digit(body) {
        return Err(TaxIdError::WrongCheckDigit);
    }
    Ok(format!("{body}-{check}"))
}

/// Weights 2 to 7 from the right, over and over; eleven less the remainder.
fn rut_check_digit(body: &str) -> char {
    let weights = (2..=7).cycle();
    let sum: u32 = body
        .bytes()
        .rev()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(typed: &str, country: &str) -> Result<Option<String>, TaxIdError> {
        TaxId::parse(typed, country).map(|tax_id| tax_id.key)
    }

    #[test]
    fn a_rut_has_one_key_however_it_is_written() {
        for typed in [
            "41950470-K",
            "41.950.470-k",
            "41950470k",
            " 41 950 470 K ",
            "041.950.470‐K",
        ] {
            assert_eq!(key(typed, "CL"), Ok(Some("41950470-K".into())), "{typed}");
        }
        assert_eq!(
            TaxId::parse(" 33.236.516-9 ", "cl").unwrap().typed,
            "33.236.516-9"
        );
    }

    #[test]
    fn a_wrong_rut_is_refused_for_the_right_reason() {
        assert_eq!(key("39753055-0", "CL"), Err(TaxIdError::WrongCheckDigit));
        assert_eq!(key("66.666.666-6", "CL"), Err(TaxIdError::Placeholder));
        for typed in [
            "",
            "-",
            "K",
            "1-9",
            "no tiene",
            "123456789-2",
            "4195047O-K",
            "ñ",
        ] {
            assert_eq!(key(typed, "CL"), Err(TaxIdError::Malformed), "{typed}");
        }
    }

    #[test]
    fn other_countries_are_kept_as_typed_without_a_key() {
        let foreign = TaxId::parse(" 12-345 ", "FR").unwrap();
        assert_eq!((foreign.typed.as_str(), foreign.key), ("12-345", None));
    }

    proptest! {
        #[test]
        fn exactly_one_check_digit_fits(body in 100_000_u32..=99_999_999) {
            let fitting = "0123456789K".chars().filter(|check| {
                !matches!(key(&format!("{body}-{check}"), "CL"), Err(TaxIdError::WrongCheckDigit))
            });
            prop_assert_eq!(fitting.count(), 1);
        }

        #[test]
        fn a_changed_digit_is_noticed(body in 10_000_000_u32..=99_999_999, place in 0..8_usize, other in 0..10_u8) {
            let check = rut_check_digit(&body.to_string());
            let mut wrong = body.to_string().into_bytes();
            wrong[place] = b'0' + other;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assume!(wrong != body.to_string());
            prop_assert_ne!(rut_check_digit(&wrong), check);
        }

        #[test]
        fn no_text_makes_it_panic(typed in "\\PC*", country in "CL|ES|MX|FR") {
            let _ = TaxId::parse(&typed, &country);
        }
    }
}
