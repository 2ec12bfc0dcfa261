//! Percentages, prices and other numbers.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Kind;
use super::numerals::{self, IN_WORDS};
use super::scan::Scan;
use super::words::pattern;
use crate::domain::fold;

static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(\p{N}[\p{N}.,]*)[^\S\n]*(?:[%％‰]|por[^\S\n]?ciento\b|per[^\S\n]?cent\b|pct\b)")
});
static PERCENT_FOLLOWS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^[^\S\n]*(?:[%％‰]|por[^\S\n]?ciento\b|per[^\S\n]?cent\b)"));

/// With its unit before or behind, or in thousands.
static PRICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\p{Sc}|\b(?:CLP|USD|EUR|ARS|MXN|COP|PEN|UYU)\b)[^\S\n]*(\p{N}[\p{N}.,]*)([^\S\n]?(?:mil|k|m|millones|millions?)\b)?|(\p{N}[\p{N}.,]*)([^\S\n]?(?:mil|k|millones|millions?)\b)?[^\S\n]*(?:\p{Sc}|(?:CLP|USD|EUR|ARS|MXN|COP|PEN|UYU|pesos?|euros?|d[oó]lar(?:es)?|dollars?|soles|lucas?)\b)|(\p{N}[\p{N}.,]*)([^\S\n]?(?:mil|k|millones)\b)",
    )
});
static CURRENCY_FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[^\S\n]*(?:de[^\S\n])?(?:pesos?|euros?|d[oó]lar(?:es)?|dollars?|soles|lucas?|bucks?)\b",
    )
});

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"[+-]?\p{N}[\p{N}.,:/·]*"));
/// What is counted, so that a number in a sentence about a discount is none.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[^\S\n]+(?:d[ií]as?|semanas?|mes(?:es)?|a[nñ]os?|visitas?|veces|servicios?|days?|weeks?|months?|years?|visits?|times|services?)\b",
    )
});
static OF_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:de|del|en|desde|in|of|since)[^\S\n]+(?:el[^\S\n]+(?:a[nñ]o[^\S\n]+)?)?$")
});

static ABOUT_DISCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[%％]|\b(?:por ?ciento|per ?cent|descuentos?|dcto|rebajas?|rebajad[oa]s?|ofertas?|promoci[oó]n(?:es)?|off|discount\w*|offers?|deals?|sale)\b",
    )
});

/// Smaller ones are everyday words: "the two of you".
const SMALLEST_IN_WORDS: i64 = 10;

pub fn is_about_discount(sentence: &str) -> bool {
    ABOUT_DISCOUNT.is_match(sentence)
}

pub fn find(scan: &mut Scan<'_>) {
    scan.take(&PERCENT, Kind::Percent, |scan, found| {
        whole(&found[1]).is_some_and(|percent| is_offer(scan, percent))
    });
    scan.take(&PRICE, Kind::Price, |scan, found| {
        price(scan, found).is_some_and(|minor| is_price_here(scan, start(found), minor))
    });
    scan.take_some(&IN_WORDS, in_words);
    scan.take(&NUMBER, Kind::Number, is_known_number);
}

fn start(found: &Captures<'_>) -> usize {
    found.get(0).map_or(0, |all| all.start())
}

fn end(found: &Captures<'_>) -> usize {
    found.get(0).map_or(0, |all| all.end())
}

fn is_offer(scan: &Scan<'_>, percent: i64) -> bool {
    percent > 0 && percent == i64::from(scan.case.percent)
}

/// `20`, also `20,0`.
fn whole(figure: &str) -> Option<i64> {
    let figure = figure.trim_end_matches(['.', ',']);
    let figure = figure
        .strip_suffix(",0")
        .or(figure.strip_suffix(".0"))
        .unwrap_or(figure);
    figure.parse().ok()
}

/// In minor units.
fn price(scan: &Scan<'_>, found: &Captures<'_>) -> Option<i64> {
    let group = |indices: [usize; 3]| indices.into_iter().find_map(|index| found.get(index));
    let figure = group([1, 3, 5])?.as_str().trim_end_matches(['.', ',']);
    let unit = group([2, 4, 6]).map_or(String::new(), |unit| fold(unit.as_str().trim()));
    let times = match unit.as_str() {
        "" => 1,
        "mil" | "k" => 1000,
        _ => 1_000_000,
    };
    typed(scan, figure)?.checked_mul(times)
}

fn typed(scan: &Scan<'_>, figure: &str) -> Option<i64> {
    let organisation = scan.case.organisation;
    let parsed = organisation
        .locale
        .parse_money(figure, organisation.currency);
    parsed.ok()
}

/// A price is true of a service, so the line has to name that service.
fn is_price_here(scan: &Scan<'_>, at: usize, minor: i64) -> bool {
    let line = fold(scan.line(at));
    let services = scan.case.grounds.services.iter();
    services
        .filter(|known| known.price == Some(minor))
        .any(|known| line.contains(&fold(&known.name)))
}

fn in_words(scan: &Scan<'_>, found: &Captures<'_>) -> Option<Option<Kind>> {
    let number = numerals::value(&found[0]);
    let rest = scan.after(end(found));
    // "Por ciento" without a number before it says nothing.
    if fold(&found[0]) == "ciento" && fold(scan.before(start(found))).trim_end().ends_with("por") {
        return None;
    }
    if PERCENT_FOLLOWS.is_match(rest) {
        return Some((!is_offer(scan, number)).then_some(Kind::Percent));
    }
    if CURRENCY_FOLLOWS.is_match(rest) {
        return Some(Some(Kind::Price));
    }
    let is_thanks = fold(rest).trim_start().starts_with("gracias");
    if number < SMALLEST_IN_WORDS || is_thanks {
        return None;
    }
    Some((!is_known(scan, found, number)).then_some(Kind::Number))
}

fn is_known_number(scan: &Scan<'_>, found: &Captures<'_>) -> bool {
    let figure = found[0].trim_end_matches(['.', ',', ':', '/', '·']);
    match figure.parse::<i64>() {
        Ok(number) => is_known(scan, found, number) || is_year(scan, found, number),
        Err(_) => typed(scan, figure).is_some_and(|minor| is_price_here(scan, start(found), minor)),
    }
}

/// In a sentence about a discount a bare number reads as one.
fn is_known(scan: &Scan<'_>, found: &Captures<'_>, number: i64) -> bool {
    let is_counted = COUNTED.is_match(scan.after(end(found)));
    let is_bare = is_about_discount(scan.sentence(start(found))) && !is_counted;
    match is_bare {
        true => is_offer(scan, number),
        false => scan.case.grounds.numbers.contains(&number),
    }
}

fn is_year(scan: &Scan<'_>, found: &Captures<'_>, number: i64) -> bool {
    use chrono::Datelike as _;
    let dates = scan.case.grounds.dates.iter().chain(&scan.case.valid_until);
    let is_known = dates
        .map(|date| i64::from(date.year()))
        .any(|year| year == number);
    is_known && OF_YEAR.is_match(scan.before(start(found)))
}
