//! Instants as the APIs write them: the organisation's local time without an offset.

use chrono::{
    DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;

/// `2026-01-01T11:05:00`, in this zone.
pub fn write(instant: DateTime<Utc>, zone: Tz) -> String {
    let local = instant.with_timezone(&zone);
    local.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// `2026-01-01T00:00:00`: a day among instants.
pub fn write_day(day: NaiveDate) -> String {
    format!("{day}T00:00:00")
}

/// The day of an instant in this zone.
pub fn day(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

/// Reads ISO 8601: `2026-01-01T11:05:00`, with a space for the `T`, with or without seconds, fraction and offset, or a day
/// alone, which is its beginning. Without an offset it is local time of this zone: where clocks are put back the earlier of
/// the two instants, where they skip an hour the one that the hour before would have had.
pub fn read(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let instant = match with_offset(text) {
        Some(instant) => instant,
        None => in_zone(without_offset(text)?, zone)?,
    };
    // Years that every client and the database can write.
    (1..=9999)
        .contains(&instant.with_timezone(&zone).year())
        .then_some(instant)
}

fn with_offset(text: &str) -> Option<DateTime<Utc>> {
    const FORMATS: [&str; 4] = [
        "%Y-%m-%dT%H:%M:%S%.f%#z",
        "%Y-%m-%d %H:%M:%S%.f%#z",
        "%Y-%m-%dT%H:%M%#z",
        "%Y-%m-%d %H:%M%#z",
    ];
    let text = match text.strip_suffix(['Z', 'z']) {
        Some(rest) => format!("{rest}+00:00"),
        None => text.to_owned(),
    };
    let read = |format: &&str| DateTime::parse_from_str(&text, format).ok();
    FORMATS.iter().find_map(read).map(|time| time.to_utc())
}

fn without_offset(text: &str) -> Option<NaiveDateTime> {
    const FORMATS: [&str; 4] = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ];
    let read = |format: &&str| NaiveDateTime::parse_from_str(text, format).ok();
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    FORMATS
        .iter()
        .find_map(read)
        .or_else(|| day().map(|day| day.and_time(NaiveTime::MIN)))
}

fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let at = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest();
    let skipped =
        || Some(at(local.checked_sub_signed(TimeDelta::hours(1))?)? + TimeDelta::hours(1));
    at(local).or_else(skipped).map(|time| time.to_utc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SANTIAGO: Tz = Tz::America__Santiago;

    fn read_and_written(text: &str) -> Option<String> {
        read(text, SANTIAGO).map(|instant| write(instant, SANTIAGO))
    }

    #[test]
    fn a_time_without_offset_is_local_and_comes_back_as_it_was() {
        for text in [
            "2026-01-01T11:05:00",
            "2026-01-01 11:05:00",
            "2026-01-01T11:05",
            "2026-01-01T11:05:00.123456",
            "2026-01-01T14:05:00Z",
            "2026-01-01T15:05:00+01:00",
            "2026-01-01T15:05:00.5+0100",
        ] {
            assert_eq!(
                read_and_written(text).as_deref(),
                Some("2026-01-01T11:05:00"),
                "{text}"
            );
        }
        assert_eq!(
            read_and_written("2026-01-01").as_deref(),
            Some("2026-01-01T00:00:00")
        );
    }

    #[test]
    fn an_hour_that_is_skipped_or_comes_twice_has_an_instant() {
        // In 2025 clocks went forward on 7 September and back on 5 April, both at midnight.
        assert_eq!(
            read_and_written("2025-09-07T00:30:00").as_deref(),
            Some("2025-09-07T01:30:00")
        );
        assert_eq!(
            read("2025-04-05T23:30:00", SANTIAGO).unwrap().to_rfc3339(),
            "2025-04-06T02:30:00+00:00"
        );
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "ayer",
            "2026-13-01",
            "2026-02-30T10:00:00",
            "0000-01-01",
            "12026-01-01T00:00:00",
            "20260101",
        ] {
            assert_eq!(read(text, SANTIAGO), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_the_zones() {
        let instant = read("2026-01-01T02:00:00Z", SANTIAGO).unwrap();
        assert_eq!(day(instant, SANTIAGO).to_string(), "2025-12-31");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = read(&text, SANTIAGO);
        }
    }
}
