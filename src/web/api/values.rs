//! Reads one JSON value, leniently as the old servers did: a number may come as a text. Pure.
//!
//! Each function gives a reader for [`super::Reader`]: `reader.required("titulo", text(1..=200))`.

use std::fmt::Display;
use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::problem::Fault;
use crate::domain::{Currency, EmailAddress, MoneyError, amount, local_time};

/// What reading a value gives.
pub type Read<T> = Result<T, Fault>;

/// The most that an amount may be, in minor units: sums over millions of them stay within a `BIGINT`.
pub const MOST_MINOR: i64 = 99_999_999_999_999;

/// A text without white space around it, of so many characters; a line break in it is `\n`.
pub fn text(lengths: RangeInclusive<usize>) -> impl Fn(&Value) -> Read<String> {
    move |value| {
        let given = value.as_str().ok_or_else(Fault::no_text)?;
        if given.contains('\0') {
            return Err(Fault::value("a text holds no null characters"));
        }
        let text = given.replace("\r\n", "\n").trim().to_owned();
        match text.chars().count() {
            length if length < *lengths.start() => Err(Fault::too_short(*lengths.start())),
            length if length > *lengths.end() => Err(Fault::too_long(*lengths.end())),
            _ => Ok(text),
        }
    }
}

/// An address that can be written to.
pub fn email(value: &Value) -> Read<EmailAddress> {
    let text = text(0..=usize::MAX)(value)?;
    EmailAddress::parse(&text).map_err(|error| Fault::value(&error.to_string()))
}

/// `true`, and the words and digits that stand for it.
pub fn boolean(value: &Value) -> Read<bool> {
    let word = match value {
        Value::Bool(is) => return Ok(*is),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_lowercase(),
        _ => return Err(Fault::no_bool()),
    };
    match word.as_str() {
        "true" | "1" | "1.0" | "yes" | "y" | "on" | "t" => Ok(true),
        "false" | "0" | "0.0" | "no" | "n" | "off" | "f" => Ok(false),
        _ => Err(Fault::unreadable_bool()),
    }
}

/// A whole number within the range.
pub fn integer(range: RangeInclusive<i64>) -> impl Fn(&Value) -> Read<i64> {
    move |value| within(any_integer(value, &range)?, &range)
}

fn any_integer(value: &Value, range: &RangeInclusive<i64>) -> Read<i64> {
    match value {
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Ok(number),
            (None, Some(float)) if float.fract() == 0.0 && float.abs() < 9e15 => Ok(float as i64),
            (None, Some(float)) if float.fract() == 0.0 => Err(out_of(float > 0.0, range)),
            _ => Err(Fault::fraction()),
        },
        Value::String(text) => {
            let text = text.trim();
            let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
            let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            match (text.parse(), is_number) {
                (Ok(number), _) => Ok(number),
                (Err(_), true) => Err(out_of(!text.starts_with('-'), range)),
                (Err(_), false) => Err(Fault::unreadable_integer()),
            }
        }
        _ => Err(Fault::no_integer()),
    }
}

fn out_of<T: Display + serde::Serialize + Copy>(
    is_above: bool,
    range: &RangeInclusive<T>,
) -> Fault {
    match is_above {
        true => Fault::more_than(*range.end()),
        false => Fault::less_than(*range.start()),
    }
}

fn within(number: i64, range: &RangeInclusive<i64>) -> Read<i64> {
    match range.contains(&number) {
        true => Ok(number),
        false => Err(out_of(number > *range.end(), range)),
    }
}

/// A number with at most so many decimals, as a whole number of its last place: with two, `12.5` is 1250. The range is in
/// those units.
pub fn decimal(places: u8, range: RangeInclusive<i64>) -> impl Fn(&Value) -> Read<i64> {
    move |value| {
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => return Err(Fault::no_number()),
        };
        let is_negative = text.starts_with('-');
        let number = match amount::read(&text, places) {
            Ok(number) => number,
            Err(MoneyError::NotAnAmount) => return Err(Fault::unreadable_number()),
            Err(MoneyError::TooPrecise) => return Err(Fault::too_precise(places)),
            Err(MoneyError::TooLarge) => return Err(beyond(!is_negative, places, &range)),
        };
        match range.contains(&number) {
            true => Ok(number),
            false => Err(beyond(number > *range.end(), places, &range)),
        }
    }
}

fn beyond(is_above: bool, places: u8, range: &RangeInclusive<i64>) -> Fault {
    match is_above {
        true => Fault::more_than(amount::number(*range.end(), places)),
        false => Fault::less_than(amount::number(*range.start(), places)),
    }
}

/// An amount of money in minor units, not below zero.
pub fn money(currency: Currency) -> impl Fn(&Value) -> Read<i64> {
    decimal(currency.digits(), 0..=MOST_MINOR)
}

/// An instant in ISO 8601; without an offset it is meant in this zone, without a time at the day's beginning.
pub fn instant(zone: Tz) -> impl Fn(&Value) -> Read<DateTime<Utc>> {
    move |value| {
        let text = value.as_str().ok_or_else(Fault::no_time)?;
        local_time::read(text, zone).ok_or_else(Fault::unreadable_time)
    }
}

/// A day in ISO 8601; with a time it is the day that the instant has in this zone.
pub fn day(zone: Tz) -> impl Fn(&Value) -> Read<NaiveDate> {
    move |value| Ok(local_time::day(instant(zone)(value)?, zone))
}

/// The words that clients have for the values of an enum.
#[derive(Debug, Clone, Copy)]
pub struct Words<T: 'static>(pub &'static [(&'static str, T)]);

impl<T: Copy + PartialEq> Words<T> {
    /// A reader that takes one of the words.
    pub fn read(self) -> impl Fn(&Value) -> Read<T> {
        move |value| {
            let known = self.0.iter().find(|(word, _)| value.as_str() == Some(word));
            known
                .map(|(_, meant)| *meant)
                .ok_or_else(|| Fault::no_choice(&self.expected()))
        }
    }

    /// The word for a value; of several the first.
    pub fn of(self, value: T) -> &'static str {
        let known = self.0.iter().find(|(_, meant)| *meant == value);
        known.map_or("", |(word, _)| *word)
    }

    /// `'a', 'b' or 'c'`
    fn expected(self) -> String {
        let quoted: Vec<String> = self.0.iter().map(|(word, _)| format!("'{word}'")).collect();
        match quoted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind<T: std::fmt::Debug>(read: Read<T>) -> &'static str {
        read.unwrap_err().kind
    }

    #[test]
    fn a_text_is_trimmed_and_measured_in_characters() {
        let read = text(1..=4);
        assert_eq!(read(&json!(" señu\r\n ")), Ok("señu".to_owned()));
        assert_eq!(kind(read(&json!("  "))), "string_too_short");
        assert_eq!(kind(read(&json!("señal"))), "string_too_long");
        assert_eq!(kind(read(&json!(5))), "string_type");
        assert_eq!(kind(read(&json!("a\u{0}"))), "value_error");
    }

    #[test]
    fn an_integer_may_be_written_as_text_or_with_a_zero_fraction() {
        let read = integer(0..=100);
        for given in [json!(7), json!("7"), json!(7.0), json!(" +7 ")] {
            assert_eq!(read(&given), Ok(7), "{given}");
        }
        for (given, expected) in [
            (json!("many"), "int_parsing"),
            (json!(7.5), "int_from_float"),
            (json!(null), "int_type"),
            (json!(-1), "greater_than_equal"),
            (json!("500"), "less_than_equal"),
            (json!("99999999999999999999"), "less_than_equal"),
            (json!(1e300), "less_than_equal"),
            (json!(-1e300), "greater_than_equal"),
        ] {
            assert_eq!(kind(read(&given)), expected, "{given}");
        }
    }

    #[test]
    fn an_amount_is_read_to_the_minor_unit_exactly() {
        let euros = money(Currency::EUR);
        for (given, minor) in [
            (json!(0.1), 10),
            (json!(1234.56), 123_456),
            (json!("1234.5"), 123_450),
            (json!(50000), 5_000_000),
            (json!(50000.0), 5_000_000),
            (json!(1e3), 100_000),
        ] {
            assert_eq!(euros(&given), Ok(minor), "{given}");
        }
        assert_eq!(kind(euros(&json!(0.105))), "decimal_max_places");
        assert_eq!(kind(euros(&json!("12,5"))), "float_parsing");
        assert_eq!(kind(euros(&json!(-1))), "greater_than_equal");
        assert_eq!(kind(euros(&json!(1e300))), "less_than_equal");
        assert_eq!(kind(euros(&json!([1]))), "float_type");
        assert_eq!(
            kind(money(Currency::CLP)(&json!(10.5))),
            "decimal_max_places"
        );
    }

    #[test]
    fn a_choice_names_all_that_there_are() {
        let words = Words(&[("empresa", 1), ("persona", 2), ("otra", 3)]);
        assert_eq!(words.read()(&json!("persona")), Ok(2));
        assert_eq!(words.of(3), "otra");
        let fault = words.read()(&json!("nadie")).unwrap_err();
        let problem = fault.at(vec![], json!("nadie"));
        assert_eq!(
            problem.msg,
            "Input should be 'empresa', 'persona' or 'otra'"
        );
    }

    #[test]
    fn truth_has_many_words() {
        for given in [json!(true), json!("Yes"), json!(1), json!("on")] {
            assert_eq!(boolean(&given), Ok(true), "{given}");
        }
        assert_eq!(boolean(&json!("0")), Ok(false));
        assert_eq!(kind(boolean(&json!("maybe"))), "bool_parsing");
        assert_eq!(kind(boolean(&json!({}))), "bool_type");
    }
}
