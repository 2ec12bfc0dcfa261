//! Parts of a text, which each place writes in its own way. Pure.

use chrono::NaiveDate;

use crate::domain::Locale;

const GIGABYTE: i64 = 1 << 30;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Words(String),
    Number(i64),
    Bytes(i64),
    Day(NaiveDate),
}

impl From<String> for Given {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl Given {
    /// Without a locale as machines do.
    pub fn written(&self, locale: Option<&Locale>) -> String {
        match (self, locale) {
            (Self::Words(words), _) => words.clone(),
            (Self::Number(number), Some(locale)) => locale.number(*number),
            (Self::Number(number), None) => number.to_string(),
            (Self::Bytes(bytes), _) => size(*bytes, locale),
            (Self::Day(day), Some(locale)) => locale.date(*day),
            (Self::Day(day), None) => day.to_string(),
        }
    }
}

fn size(bytes: i64, locale: Option<&Locale>) -> String {
    if bytes < GIGABYTE {
        return format!("{} MB", bytes / (1 << 20));
    }
    let gigabytes = bytes as f64 / GIGABYTE as f64;
    match locale {
        Some(locale) => format!("{} GB", locale.decimal(gigabytes, 1)),
        None => format!("{gigabytes:.1} GB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_days_are_written_as_the_place_does() {
        let place = Locale::default();
        let day = chrono::NaiveDate::from_ymd_opt(2025, 10, 26).unwrap();
        let written = |given: Given, locale: Option<&Locale>| given.written(locale);
        let free = Given::Bytes(54_992 << 20);
        assert_eq!(written(free.clone(), Some(&place)), "53,7 GB");
        assert_eq!(written(free, None), "53.7 GB");
        assert_eq!(written(Given::Bytes(300 << 20), Some(&place)), "300 MB");
        assert_eq!(written(Given::Day(day), Some(&place)), place.date(day));
        assert_eq!(written(Given::Day(day), None), "2025-10-26");
    }
}
