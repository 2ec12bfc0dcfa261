//! Dates, in figures and in words.

use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate};
use regex::{Captures, Regex};

use super::Kind;
use super::figures::is_about_discount;
use super::scan::Scan;
use super::words::pattern;
use crate::domain::fold;

const MONTHS: [[&str; 3]; 12] = [
    ["enero", "january", "jan"],
    ["febrero", "february", "feb"],
    ["marzo", "march", "mar"],
    ["abril", "april", "apr"],
    ["mayo", "may", "may"],
    ["junio", "june", "jun"],
    ["julio", "july", "jul"],
    ["agosto", "august", "aug"],
    ["septiembre", "september", "sept"],
    ["octubre", "october", "oct"],
    ["noviembre", "november", "nov"],
    ["diciembre", "december", "dec"],
];

static FULL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\p{N}{1,4})([-/.])(\p{N}{1,2})[-/.](\p{N}{4}|\p{N}{2})\b"));
static SHORT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\p{N}{1,2})/(\p{N}{1,2})\b"));
static SPANISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(\p{N}{1,2})[º°]?[^\S\n]+(?:de[^\S\n]+)?)?\b(enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)\b(?:[^\S\n]+(?:de|del)[^\S\n]+(\p{N}{4})\b)?",
    )
});
/// With a capital: "may" and "march" are words as well.
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(\p{N}{1,2})(?:st|nd|rd|th)?[^\S\n]+(?:of[^\S\n]+)?)?\b(January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec)\b\.?(?:[^\S\n]+(\p{N}{1,2})(?:st|nd|rd|th)?\b)?(?:,?[^\S\n]+(\p{N}{4})\b)?",
    )
});
/// A day that is none of the facts, and a limit where an offer is spoken of.
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:hoy|mañana|esta (?:semana|noche|tarde)|este mes|fin(?:es)? de semana|lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|today|tomorrow|tonight|this (?:week|month)|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    )
});
static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:hasta|v[aá]lid[oa]s?|vigente|vence|expira|caduca|antes del?|until|valid|expires?|ends?|before)\b",
    )
});

pub fn find(scan: &mut Scan<'_>) {
    scan.take(&FULL, Kind::Date, |scan, found| {
        let written = [&found[1], &found[3], &found[4]].map(|part| part.parse().unwrap_or(0));
        allowed(scan, found).any(|date| orders(scan, date).contains(&written))
    });
    scan.take(&SHORT, Kind::Date, |scan, found| {
        let written = [&found[1], &found[2]].map(|part| part.parse().unwrap_or(0));
        allowed(scan, found).any(|date| orders(scan, date)[0][..2] == written)
    });
    scan.take(&SPANISH, Kind::Date, |scan, found| {
        let [day, year] = [1, 3].map(|index| number(found, index));
        is_allowed(scan, found, &found[2], day, year)
    });
    scan.take(&ENGLISH, Kind::Date, |scan, found| {
        let day = number(found, 1).or(number(found, 3));
        is_allowed(scan, found, &found[2], day, number(found, 4))
    });
    scan.take_some(&RELATIVE, |scan, found| {
        let sentence = scan.sentence(found.get(0)?.start());
        let is_limit = UNTIL.is_match(sentence) || is_about_discount(sentence);
        is_limit.then_some(Some(Kind::Date))
    });
}

/// The dates that the sentence may name: where it speaks of an end, that of the offer alone.
fn allowed<'a>(scan: &Scan<'a>, found: &Captures<'_>) -> impl Iterator<Item = NaiveDate> + use<'a> {
    let at = found.get(0).map_or(0, |all| all.start());
    let is_end = UNTIL.is_match(scan.sentence(at));
    let facts: &[NaiveDate] = if is_end {
        &[]
    } else {
        &scan.case.grounds.dates
    };
    facts.iter().copied().chain(scan.case.valid_until)
}

/// A date as its three figures, in the order of the organisation's locale and in that of ISO.
fn orders(scan: &Scan<'_>, date: NaiveDate) -> [[i32; 3]; 2] {
    let iso = format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
    let texts = [scan.case.organisation.locale.date(date), iso];
    texts.map(|text| {
        let mut parts = text.split(|c: char| !c.is_ascii_digit());
        [(); 3].map(|()| {
            parts
                .next()
                .and_then(|part| part.parse().ok())
                .unwrap_or(-1)
        })
    })
}

fn is_allowed(
    scan: &Scan<'_>,
    found: &Captures<'_>,
    month: &str,
    day: Option<u32>,
    year: Option<u32>,
) -> bool {
    let month = month_number(month);
    allowed(scan, found).any(|date| {
        date.month() == month
            && day.is_none_or(|day| day == date.day())
            && year.is_none_or(|year| i64::from(year) == i64::from(date.year()))
    })
}

fn month_number(name: &str) -> u32 {
    let name = fold(name).replace("setiembre", "septiembre");
    let index = MONTHS
        .iter()
        .position(|names| names.contains(&name.as_str()));
    index
        .and_then(|index| u32::try_from(index + 1).ok())
        .unwrap_or(0)
}

/// What cannot be read is no day and no year.
fn number(found: &Captures<'_>, index: usize) -> Option<u32> {
    found
        .get(index)
        .map(|part| part.as_str().parse().unwrap_or(0))
}
