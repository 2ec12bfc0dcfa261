//! Mexico: the RFC of persons (13 characters) and companies (12), with its check digit modulo 11 (SAT, Anexo 1-A).

use chrono::NaiveDate;

use super::TaxIdError;

/// A character's value is its place here.
const VALUES: &str = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";
/// Everybody at home, and everybody abroad.
const GENERIC: &[&str] = &["XAXX010101000", "XEXX010101000"];

pub fn key(compact: &str) -> Result<String, TaxIdError> {
    if GENERIC.contains(&compact) {
        return Err(TaxIdError::Placeholder);
    }
    let chars: Vec<char> = compact.chars().collect();
    // A company's name has three letters where a person's has four.
    let letters = match chars.len() {
        12 => 3,
        13 => 4,
        _ => return Err(TaxIdError::Malformed),
    };
    let (name, rest) = chars.split_at(letters);
    let is_name = name
        .iter()
        .all(|c| c.is_ascii_uppercase() || matches!(c, '&' | 'Ñ'));
    let date: String = rest[..6].iter().collect();
    let is_tail = rest[6..].iter().all(char::is_ascii_alphanumeric);
    if !is_name || !is_tail || !is_date(&date) {
        return Err(TaxIdError::Malformed);
    }
    if check_digit(&chars[..chars.len() - 1]) == chars.last().copied() {
        Ok(compact.to_owned())
    } else {
        Err(TaxIdError::WrongCheckDigit)
    }
}

/// Two digits of the year do not name the century; 2000 had the leap day that 1900 lacked.
fn is_date(yymmdd: &str) -> bool {
    yymmdd.bytes().all(|byte| byte.is_ascii_digit())
        && ["19", "20"].iter().any(|century| {
            NaiveDate::parse_from_str(&format!("{century}{yymmdd}"), "%Y%m%d").is_ok()
        })
}

/// Weights 13 to 2; a company's is filled up with a space in front.
fn check_digit(body: &[char]) -> Option<char> {
    let padding = (body.len() == 11).then_some(&' ');
    let mut sum = 0;
    for (weight, c) in (2..=13).rev().zip(padding.into_iter().chain(body)) {
        sum += weight * VALUES.chars().position(|value| value == *c)?;
    }
    Some(match 11 - sum % 11 {
        11 => '0',
        10 => 'A',
        digit => char::from_digit(digit as u32, 10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{TaxId, TaxIdError};

    fn key(typed: &str) -> Result<Option<String>, TaxIdError> {
        TaxId::parse(typed, "MX").map(|tax_id| tax_id.key)
    }

    #[test]
    fn persons_and_companies_are_read() {
        for (typed, expected) in [
            ("GODE-561231-GR8", "GODE561231GR8"),
            ("gode561231gr8", "GODE561231GR8"),
            ("SAT970701NN3", "SAT970701NN3"),
            ("MAB-930714-8T4", "MAB9307148T4"),
        ] {
            assert_eq!(key(typed), Ok(Some(expected.into())), "{typed}");
        }
    }

    #[test]
    fn wrong_checks_shapes_and_everybody_are_told_apart() {
        assert_eq!(key("GODE561231GR9"), Err(TaxIdError::WrongCheckDigit));
        assert_eq!(key("XAXX010101000"), Err(TaxIdError::Placeholder));
        for typed in ["GODE561331GR8", "GODE56123", "G0DE561231GR8", "12345678Z"] {
            assert_eq!(key(typed), Err(TaxIdError::Malformed), "{typed}");
        }
    }
}
