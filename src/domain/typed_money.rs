//! Reads the amounts that people type and files carry.

use super::Currency;

/// Why a typed text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("not an amount of money")]
    NotAnAmount,
    #[error("more decimals than the currency has")]
    TooPrecise,
    #[error("too large")]
    TooLarge,
}

/// The amount in minor units; see [`super::Locale::parse_money`] for what is taken.
pub fn read(
    typed: &str,
    currency: Currency,
    group: Option<char>,
    decimal: char,
) -> Result<i64, MoneyError> {
    let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let (outer_minus, rest) = without_minus(without_dash(&compact));
    let (inner_minus, digits) = without_minus(without_unit(rest, currency));
    if outer_minus && inner_minus {
        return Err(MoneyError::NotAnAmount);
    }
    let amount = match (read_digits(digits, currency, group, decimal), group) {
        (Err(MoneyError::NotAnAmount), Some(group)) => {
            read_digits(digits, currency, Some(decimal), group)
        }
        (result, _) => result,
    }?;
    let sign = if outer_minus || inner_minus { -1 } else { 1 };
    i64::try_from(sign * amount).map_err(|_| MoneyError::TooLarge)
}

/// In Chile `$45.000.-` is written so that nobody adds a digit.
fn without_dash(text: &str) -> &str {
    let ends = [".-", ",-", ".–", ".="];
    let without = ends.iter().find_map(|end| text.strip_suffix(end));
    without.unwrap_or(text)
}

fn without_minus(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

/// Takes the currency's sign or code off one end.
fn without_unit(text: &str, currency: Currency) -> &str {
    for unit in [currency.code(), &currency.symbol()] {
        let is_unit = |end: Option<&str>| end.is_some_and(|end| end.eq_ignore_ascii_case(unit));
        if is_unit(text.get(..unit.len())) {
            return &text[unit.len()..];
        }
        let end = text.len().saturating_sub(unit.len());
        if is_unit(text.get(end..)) {
            return &text[..end];
        }
    }
    text
}

fn read_digits(
    text: &str,
    currency: Currency,
    group: Option<char>,
    decimal: char,
) -> Result<i128, MoneyError> {
    let (whole, fraction) = text.split_once(decimal).unwrap_or((text, "0"));
    let whole = ungrouped(whole, group).ok_or(MoneyError::NotAnAmount)?;
    if !is_digits(fraction) {
        return Err(MoneyError::NotAnAmount);
    }
    let places = usize::from(currency.digits());
    // `45.990,00` is whole pesos in a spreadsheet, but `45,000` may have meant thousands.
    if fraction.len() > places
        && (fraction.len() > 2 || fraction.bytes().any(|digit| digit != b'0'))
    {
        return Err(MoneyError::TooPrecise);
    }
    let fraction = &fraction[..fraction.len().min(places)];
    format!("{whole}{fraction:0<places$}")
        .parse()
        .map_err(|_| MoneyError::TooLarge)
}

/// The digits without group separators; `None` where the groups are not of three.
pub(super) fn ungrouped(whole: &str, group: Option<char>) -> Option<String> {
    let Some(group) = group.filter(|group| whole.contains(*group)) else {
        return is_digits(whole).then(|| whole.to_owned());
    };
    let (first, rest) = whole.split_once(group)?;
    let first_is_good = is_digits(first) && first.len() <= 3 && !first.starts_with('0');
    let rest_is_good = rest
        .split(group)
        .all(|part| is_digits(part) && part.len() == 3);
    (first_is_good && rest_is_good).then(|| whole.replace(group, ""))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use MoneyError::{NotAnAmount, TooLarge, TooPrecise};
    use proptest::prelude::*;

    use super::*;

    fn in_chile(typed: &str, currency: Currency) -> Result<i64, MoneyError> {
        read(typed, currency, Some('.'), ',')
    }

    #[test]
    fn pesos_are_read_in_every_usual_way() {
        for typed in [
            "$45.990",
            "45990",
            " 45.990 ",
            "CLP 45.990",
            "45.990,00",
            "45,990.00",
            "$ 45 990",
            "45.990 clp",
        ] {
            assert_eq!(in_chile(typed, Currency::CLP), Ok(45_990), "{typed}");
        }
        for typed in ["−$2.500", "-2500", "$-2.500", "- $ 2.500"] {
            assert_eq!(in_chile(typed, Currency::CLP), Ok(-2_500), "{typed}");
        }
    }

    #[test]
    fn euros_are_read_with_their_cents() {
        for (typed, expected) in [
            ("45.990,50", 4_599_050),
            ("1.246,5 €", 124_650),
            ("EUR 1246,50", 124_650),
            ("45.99", 4_599),
            ("1,246.50", 124_650),
            ("45.990", 4_599_000),
            ("0,05", 5),
        ] {
            assert_eq!(in_chile(typed, Currency::EUR), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn what_can_mean_two_things_or_none_is_refused() {
        for (typed, error) in [
            ("", NotAnAmount),
            ("$", NotAnAmount),
            ("--5", NotAnAmount),
            ("-$-5", NotAnAmount),
            ("12a", NotAnAmount),
            ("45,", NotAnAmount),
            ("4.59.90", NotAnAmount),
            ("45,990", TooPrecise),
            ("45,000", TooPrecise),
            ("0.990", TooPrecise),
            ("45,5", TooPrecise),
            ("9223372036854775808", TooLarge),
            ("9999999999999999999999999999999999999999999", TooLarge),
        ] {
            assert_eq!(in_chile(typed, Currency::CLP), Err(error), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(typed in "\\PC*") {
            let _ = in_chile(&typed, Currency::EUR);
        }
    }
}
