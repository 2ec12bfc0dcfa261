//! How a file writes its dates, found out from a whole column. Pure.

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The day on which spreadsheets begin to count; they take 1900 for a leap year.
const SPREADSHEET_EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
/// Serial numbers of 1927 to 2119: what a spreadsheet saves of a date whose form was lost.
const SERIALS: std::ops::RangeInclusive<i64> = 10_000..=80_000;
/// A year of two digits up to this one is of this century.
const LAST_SHORT_YEAR: i32 = 68;

/// What stands first where the year does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayOrder {
    /// 26/10/2025
    #[default]
    DayFirst,
    /// 10/26/2025
    MonthFirst,
}

impl DayOrder {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DayFirst => "dayfirst",
            Self::MonthFirst => "monthfirst",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::DayFirst, Self::MonthFirst]
            .into_iter()
            .find(|order| order.as_str() == text)
    }
}

/// What the cells of a column say of its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DateSigns {
    /// The year first, a month by name, an instant: one way to read them.
    pub plain: i64,
    /// The first part is over 12.
    pub day_first: i64,
    /// The second part is over 12.
    pub month_first: i64,
    /// Both are up to 12, and differ.
    pub either: i64,
    /// No date at all.
    pub other: i64,
}

impl DateSigns {
    pub fn note(&mut self, cell: &str) {
        let place = match parts(cell) {
            None => &mut self.other,
            Some(Parts::Plain(_)) => &mut self.plain,
            Some(Parts::Short(a, b, _)) if a > 12 && b <= 12 => &mut self.day_first,
            Some(Parts::Short(a, b, _)) if b > 12 && a <= 12 => &mut self.month_first,
            Some(Parts::Short(a, b, _)) if a == b => &mut self.plain,
            Some(Parts::Short(a, b, _)) if a <= 12 && b <= 12 => &mut self.either,
            Some(Parts::Short(..)) => &mut self.other,
        };
        *place += 1;
    }

    /// Whether most of the column are dates.
    pub fn are_dates(&self) -> bool {
        let dates = self.plain + self.day_first + self.month_first + self.either;
        dates > 0 && dates * 2 > self.other
    }

    /// The order that the column shows; `usual` where it shows none.
    pub fn guess(&self, usual: DayOrder) -> DayOrder {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => DayOrder::DayFirst,
            std::cmp::Ordering::Less => DayOrder::MonthFirst,
            std::cmp::Ordering::Equal => usual,
        }
    }

    /// Whether a person has to say which comes first: nothing in the column does, or it says both.
    pub fn is_ambiguous(&self) -> bool {
        self.either > 0 && (self.day_first > 0) == (self.month_first > 0)
    }
}

/// The day that a cell names: `2025-10-26`, `26/10/2025`, `26-oct-25`, `26 de octubre de 2025`, `20251026`, a spreadsheet's
/// number, each with or without a time; of an instant with its offset the day in `zone`.
pub fn read(cell: &str, order: DayOrder, zone: Tz) -> Option<NaiveDate> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(cell.trim()) {
        return Some(instant.with_timezone(&zone).date_naive());
    }
    let date = match parts(cell)? {
        Parts::Plain(date) => Some(date),
        Parts::Short(a, b, year) => {
            let (day, month) = match order {
                DayOrder::DayFirst => (a, b),
                DayOrder::MonthFirst => (b, a),
            };
            NaiveDate::from_ymd_opt(year, month, day)
        }
    };
    date.filter(|date| (1..=9999).contains(&chrono::Datelike::year(date)))
}

/// Whether a cell names a day and a month and no year: `15/03`, `15 de marzo`, `Mar 15`.
pub fn lacks_year(cell: &str) -> bool {
    let words = words_of(cell);
    let [first, second] = words[..] else {
        return false;
    };
    let is_number = |word, most| number(word).is_some_and(|number| (1..=most).contains(&number));
    match (month_named(first), month_named(second)) {
        (None, None) => {
            is_number(first, 31) && is_number(second, 12)
                || is_number(first, 12) && is_number(second, 31)
        }
        (Some(_), None) => is_number(second, 31),
        (None, Some(_)) => is_number(first, 31),
        (Some(_), Some(_)) => false,
    }
}

enum Parts {
    /// There is one way to read it.
    Plain(NaiveDate),
    /// The first two numbers, and the year.
    Short(u32, u32, i32),
}

fn parts(cell: &str) -> Option<Parts> {
    let cell = cell.trim();
    if DateTime::parse_from_rfc3339(cell).is_ok() {
        return Some(Parts::Plain(
            DateTime::parse_from_rfc3339(cell).ok()?.date_naive(),
        ));
    }
    if !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits_alone(cell).map(Parts::Plain);
    }
    let day = without_time(cell);
    let words = words_of(day);
    let [first, second, third] = words[..] else {
        return None;
    };
    if let Some(month) = month_named(second) {
        let date = NaiveDate::from_ymd_opt(year(third)?, month, number(first)?);
        return date.map(Parts::Plain);
    }
    if let Some(month) = month_named(first) {
        let date = NaiveDate::from_ymd_opt(year(third)?, month, number(second)?);
        return date.map(Parts::Plain);
    }
    if first.len() == 4 {
        let date = NaiveDate::from_ymd_opt(year(first)?, number(second)?, number(third)?);
        return date.map(Parts::Plain);
    }
    Some(Parts::Short(number(first)?, number(second)?, year(third)?))
}

fn words_of(day: &str) -> Vec<&str> {
    let words = day.trim().split(['/', '-', '.', ' ', ',']);
    words
        .filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("de"))
        .collect()
}

/// What stands before a time of day.
fn without_time(cell: &str) -> &str {
    let Some(colon) = cell.find(':') else {
        return cell;
    };
    let before = &cell[..colon];
    let end = before.rfind(['T', 't', ' ']).unwrap_or(0);
    before[..end].trim_end_matches([',', ' '])
}

fn digits_alone(cell: &str) -> Option<NaiveDate> {
    if cell.len() == 8 {
        return NaiveDate::parse_from_str(cell, "%Y%m%d").ok();
    }
    let serial: i64 = cell.parse().ok()?;
    SERIALS.contains(&serial).then_some(())?;
    SPREADSHEET_EPOCH.checked_add_signed(chrono::TimeDelta::days(serial))
}

fn number(word: &str) -> Option<u32> {
    let is_number = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| word.parse().ok())?
}

fn year(word: &str) -> Option<i32> {
    let year: i32 = word
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| word.parse().ok())??;
    match word.len() {
        4 => Some(year),
        2 if year <= LAST_SHORT_YEAR => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// A month by its name or the beginning of it, in Spanish or English.
fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [[&str; 2]; 12] = [
        ["enero", "january"],
        ["febrero", "february"],
        ["marzo", "march"],
        ["abril", "april"],
        ["mayo", "may"],
        ["junio", "june"],
        ["julio", "july"],
        ["agosto", "august"],
        ["septiembre", "september"],
        ["octubre", "october"],
        ["noviembre", "november"],
        ["diciembre", "december"],
    ];
    let word = word.to_lowercase();
    if word.len() < 3 || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let is_month = |names: &[&str; 2]| names.iter().any(|name| name.starts_with(&word));
    let month = match word.as_str() {
        "set" | "setiembre" => Some(8),
        _ => MONTHS.iter().position(is_month),
    };
    Some(u32::try_from(month?).ok()? + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(cell: &str, order: DayOrder) -> Option<String> {
        read(cell, order, Tz::America__Santiago).map(|date| date.to_string())
    }

    fn signs(cells: &[&str]) -> DateSigns {
        let mut signs = DateSigns::default();
        cells.iter().for_each(|cell| signs.note(cell));
        signs
    }

    #[test]
    fn a_day_is_read_in_every_usual_form() {
        for cell in [
            "2025-10-26",
            "2025/10/26",
            "26/10/2025",
            "26-10-2025",
            "26.10.2025",
            "26/10/25",
            "26-oct-25",
            "26 de octubre de 2025",
            "26 oct. 2025",
            "October 26, 2025",
            "20251026",
            "45956",
            " 26/10/2025 13:05 ",
            "2025-10-26 23:59:59",
            "2025-10-26T23:59",
            "26/10/2025 1:05 PM",
            "2025-10-26T23:30:00-03:00",
            "2025-10-27T02:30:00Z",
        ] {
            assert_eq!(
                day(cell, DayOrder::DayFirst).as_deref(),
                Some("2025-10-26"),
                "{cell}"
            );
        }
        assert_eq!(
            day("10/26/2025", DayOrder::MonthFirst).as_deref(),
            Some("2025-10-26")
        );
    }

    #[test]
    fn what_is_no_day_is_none() {
        for cell in [
            "",
            "ayer",
            "2025-02-30",
            "31/04/2025",
            "10/26/2025",
            "26/10",
            "26/10/2025/1",
            "1",
            "99999999",
            "123456",
            "26/oct",
            "00/00/0000",
        ] {
            assert_eq!(day(cell, DayOrder::DayFirst), None, "{cell}");
        }
    }

    #[test]
    fn a_day_without_its_year_is_told_from_what_is_no_day() {
        for cell in ["15/03", "3-15", "15 de marzo", "mar 15", "15.3"] {
            assert!(lacks_year(cell), "{cell}");
        }
        for cell in [
            "",
            "ayer",
            "15/03/2021",
            "31/31",
            "00/03",
            "03/2021",
            "15",
            "enero marzo",
        ] {
            assert!(!lacks_year(cell), "{cell}");
        }
    }

    #[test]
    fn the_whole_column_shows_the_order() {
        let chile = signs(&["03/07/2021", "25/01/2021", "01/08/2021"]);
        assert_eq!(chile.guess(DayOrder::MonthFirst), DayOrder::DayFirst);
        assert!(!chile.is_ambiguous() && chile.are_dates());
        let us = signs(&["07/03/2021", "01/25/2021"]);
        assert_eq!(us.guess(DayOrder::DayFirst), DayOrder::MonthFirst);
        let open = signs(&["03/07/2021", "01/08/2021", "ayer"]);
        assert!(open.is_ambiguous() && open.are_dates());
        assert_eq!(open.guess(DayOrder::DayFirst), DayOrder::DayFirst);
        assert!(!signs(&["05/05/2021", "2021-07-03"]).is_ambiguous());
    }
}
