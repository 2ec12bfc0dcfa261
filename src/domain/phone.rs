//! Phone numbers: what was typed, and the number that can be called (E.164).

use phonenumber::{Metadata, Mode, ParseError, PhoneNumber, country, metadata::DATABASE};
use unicode_normalization::UnicodeNormalization;

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("not a phone number")]
    Malformed,
    #[error("stands for no number")]
    Placeholder,
}

/// A number of a possible length for its country. Whether it is assigned is not asked: numbering plans change faster
/// than any table of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// As given, without the white space around it.
    pub typed: String,
    /// `+` and digits, as in `+56912345678` (ITU-T E.164).
    pub e164: String,
}

impl Phone {
    /// Takes a number as people write it. `country` (ISO 3166 alpha-2) says whose it is when it has no `+` or `00`.
    pub fn parse(typed: &str, country: &str) -> Result<Self, PhoneError> {
        let text: String = typed.trim().nfkc().collect();
        if text.chars().any(char::is_alphabetic) {
            return Err(PhoneError::Malformed);
        }
        // In `+44 (0)7700 900498` the zero is for callers at home.
        let dialled = digits(&text.replace("(0)", ""));
        if is_placeholder(&dialled) {
            return Err(PhoneError::Placeholder);
        }
        let number = match international(&text, &dialled) {
            Some(number) => phonenumber::parse(None, format!("+{number}")),
            None => domestic(&dialled, country)?,
        }
        .map_err(|_| PhoneError::Malformed)?;
        if is_placeholder(&number.national().to_string()) {
            return Err(PhoneError::Placeholder);
        }
        if !has_possible_length(&number) {
            return Err(PhoneError::Malformed);
        }
        Ok(Self {
            typed: typed.trim().to_owned(),
            e164: number.format().mode(Mode::E164).to_string(),
        })
    }
}

/// Only the digits of a text: how a phone number is searched.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The digits after `+` or `00`; `None` for a number of the own country.
fn international<'a>(text: &str, dialled: &'a str) -> Option<&'a str> {
    if text.trim_start_matches('(').starts_with('+') {
        return Some(dialled.trim_start_matches('0'));
    }
    dialled.strip_prefix("00")
}

/// A number without `+`: the country's own, with or without its calling code or a trunk prefix in front.
fn domestic(dialled: &str, country: &str) -> Result<Result<PhoneNumber, ParseError>, PhoneError> {
    let region: country::Id = country
        .to_ascii_uppercase()
        .parse()
        .map_err(|_| PhoneError::Malformed)?;
    let own = DATABASE
        .by_id(region.as_ref())
        .ok_or(PhoneError::Malformed)?;
    let code = own.country_code().to_string();
    // Chile gave up its trunk zero in 2016, and the metadata with it; people still write it.
    let dialled = if region == country::CL {
        dialled.trim_start_matches('0')
    } else {
        dialled
    };
    // Length first: left to itself, the parser takes the 39 of an Italian mobile (391…) for the calling code.
    if has_length(own, dialled.len()) {
        return Ok(phonenumber::parse(None, format!("+{code}{dialled}")));
    }
    match dialled.strip_prefix(&code) {
        Some(rest) if has_length(own, rest.len()) => {
            Ok(phonenumber::parse(None, format!("+{dialled}")))
        }
        _ => Ok(phonenumber::parse(Some(region), dialled)),
    }
}

/// `0`, `99999999`, `000000000`: one digit over and over.
fn is_placeholder(digits: &str) -> bool {
    let mut all = digits.bytes();
    let first = all.next();
    first.is_some() && all.all(|digit| Some(digit) == first)
}

fn has_possible_length(number: &PhoneNumber) -> bool {
    let length = number.national().to_string().len();
    let regions = DATABASE.by_code(&number.code().value());
    regions.is_some_and(|regions| regions.into_iter().any(|region| has_length(region, length)))
}

/// Whether a person's or a company's line has this many digits there, after the calling code.
fn has_length(region: &Metadata, length: usize) -> bool {
    let kinds = region.descriptors();
    [kinds.fixed_line(), kinds.mobile(), kinds.voip()]
        .into_iter()
        .flatten()
        .flat_map(|kind| kind.possible_length())
        .any(|possible| usize::from(*possible) == length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn e164(typed: &str, country: &str) -> Result<String, PhoneError> {
        Phone::parse(typed, country).map(|phone| phone.e164)
    }

    #[test]
    fn a_chilean_number_is_read_however_it_is_written() {
        for typed in [
            "+56919253098",
            "919253098",
            "56919253098",
            "0919253098",
            "9 1925 3098",
            "(+56) 9-1925-3098",
            "+56 9 1925 3098",
            "9.1925.3098",
            "0056919253098",
            " +56 (9) 1925 3098 ",
            "＋５６ ９ １９２５ ３０９８",
        ] {
            assert_eq!(e164(typed, "CL").as_deref(), Ok("+56919253098"), "{typed}");
        }
    }

    #[test]
    fn a_prefix_counts_more_than_the_country() {
        assert_eq!(e164("00447700900498", "CL").as_deref(), Ok("+447700900498"));
        assert_eq!(
            e164("+44 (0)7700 900498", "CL").as_deref(),
            Ok("+447700900498")
        );
        assert_eq!(
            e164("+52 81 1234 5678", "CL").as_deref(),
            Ok("+528112345678")
        );
        assert_eq!(e164("81 1234 5678", "mx").as_deref(), Ok("+528112345678"));
        assert_eq!(e164("391 234 5678", "IT").as_deref(), Ok("+393912345678"));
        assert_eq!(e164("612 34 56 78", "ES").as_deref(), Ok("+34612345678"));
    }

    #[test]
    fn fillers_are_told_from_numbers() {
        for typed in ["0", "99999999", "999999999", "+56 9 9999 9999", "000000000"] {
            assert_eq!(e164(typed, "CL"), Err(PhoneError::Placeholder), "{typed}");
        }
        for typed in [
            "",
            "1234",
            "sin telefono",
            "+",
            "+998",
            "91925309",
            "91925309812345",
            "912345678 ext. 4",
        ] {
            assert_eq!(e164(typed, "CL"), Err(PhoneError::Malformed), "{typed}");
        }
        assert_eq!(e164("919253098", "Chile"), Err(PhoneError::Malformed));
    }

    #[test]
    fn digits_are_what_a_search_compares() {
        assert_eq!(digits("+52 81-1234.5678"), "528112345678");
    }

    proptest! {
        #[test]
        fn a_number_parses_to_itself_in_any_country(typed in "[+0-9 ().-]{0,18}", country in "CL|ES|MX|US|AR|IT") {
            if let Ok(first) = e164(&typed, &country) {
                prop_assert_eq!(e164(&first, "CL"), Ok(first));
            }
        }

        #[test]
        fn no_text_makes_it_panic(typed in "\\PC*") {
            let _ = Phone::parse(&typed, "CL");
        }
    }
}
