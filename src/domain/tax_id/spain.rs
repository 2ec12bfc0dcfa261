//! Spain: NIF of persons, NIE of foreigners, and NIF of companies (still called CIF).
//! Real Decreto 1065/2007, articles 19 to 24; check characters by Orden EHA/451/2008.

use super::TaxIdError;

/// The letter of a person's number is this one at the number modulo 23.
const PERSON_LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
/// A company's check letter for each check digit.
const COMPANY_LETTERS: &[u8; 10] = b"JABCDEFGHI";
/// What companies' numbers may start with.
const COMPANY_KINDS: &[u8] = b"ABCDEFGHJNPQRSUVW";
/// Kinds of which the check is a letter: public bodies, foreign entities and the like.
const LETTER_KINDS: &[u8] = b"NPQRSW";
/// Kinds of which the check is a digit.
const DIGIT_KINDS: &[u8] = b"ABEH";

/// The nine characters, if their check holds. An `ES` before them (VAT number) is left out.
pub fn key(compact: &str) -> Result<String, TaxIdError> {
    let nine = match compact.strip_prefix("ES") {
        Some(rest) if rest.len() == 9 => rest,
        _ => compact,
    };
    let bytes: &[u8; 9] = nine
        .as_bytes()
        .try_into()
        .map_err(|_| TaxIdError::Malformed)?;
    let (kind, check) = (bytes[0], bytes[8]);
    let holds = match kind {
        b'0'..=b'9' => person_holds(&nine[..8], check),
        b'X' | b'Y' | b'Z' => person_holds(&format!("{}{}", kind - b'X', digits(nine)?), check),
        b'K' | b'L' | b'M' => person_holds(digits(nine)?, check),
        kind if COMPANY_KINDS.contains(&kind) => Ok(company_holds(kind, digits(nine)?, check)),
        _ => Err(TaxIdError::Malformed),
    }?;
    if holds {
        Ok(nine.to_owned())
    } else {
        Err(TaxIdError::WrongCheckDigit)
    }
}

/// The seven digits in the middle.
fn digits(nine: &str) -> Result<&str, TaxIdError> {
    nine.get(1..8)
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or(TaxIdError::Malformed)
}

fn person_holds(number: &str, check: u8) -> Result<bool, TaxIdError> {
    let number: usize = number.parse().map_err(|_| TaxIdError::Malformed)?;
    if !check.is_ascii_uppercase() {
        return Err(TaxIdError::Malformed);
    }
    Ok(PERSON_LETTERS[number % 23] == check)
}

/// Luhn's sum over the seven digits; its check is written as a digit or as a letter, by kind.
fn company_holds(kind: u8, digits: &str, check: u8) -> bool {
    let sum: u8 = digits
        .bytes()
        .enumerate()
        .map(|(place, byte)| match (byte - b'0', place % 2) {
            (digit, 0) => digit * 2 / 10 + digit * 2 % 10,
            (digit, _) => digit,
        })
        .sum();
    let expected = (10 - sum % 10) % 10;
    let as_digit = check == b'0' + expected && !LETTER_KINDS.contains(&kind);
    let as_letter = check == COMPANY_LETTERS[usize::from(expected)] && !DIGIT_KINDS.contains(&kind);
    as_digit || as_letter
}

#[cfg(test)]
mod tests {
    use super::super::{TaxId, TaxIdError};

    fn key(typed: &str) -> Result<Option<String>, TaxIdError> {
        TaxId::parse(typed, "ES").map(|tax_id| tax_id.key)
    }

    #[test]
    fn persons_foreigners_and_companies_are_read() {
        for (typed, expected) in [
            ("12345678-z", "12345678Z"),
            ("12.345.678 Z", "12345678Z"),
            ("X-1234567-L", "X1234567L"),
            ("Z1234567R", "Z1234567R"),
            ("A58818501", "A58818501"),
            ("B-12345674", "B12345674"),
            ("ESA58818501", "A58818501"),
            ("Q2826000H", "Q2826000H"),
        ] {
            assert_eq!(key(typed), Ok(Some(expected.into())), "{typed}");
        }
    }

    #[test]
    fn wrong_checks_and_shapes_are_told_apart() {
        for typed in ["12345678A", "X1234567A", "A58818502", "Q28260008"] {
            assert_eq!(key(typed), Err(TaxIdError::WrongCheckDigit), "{typed}");
        }
        for typed in [
            "1234567Z",
            "123456789",
            "I12345678",
            "A5881850",
            "ñ2345678",
            "A588185Ñ1",
        ] {
            assert_eq!(key(typed), Err(TaxIdError::Malformed), "{typed}");
        }
    }
}
