//! How customers are scored and named. The table and its order are the product's specification:
//! recency, frequency and monetary value from 1 to 3 by the organisation's thresholds, then the first rule that holds.
//!
//! Pure. The triggers of `customer_metrics` say the same in SQL (`rfm_r`, `rfm_f`, `rfm_m`, `rfm_segment`); a test
//! holds both equal.

use std::ops::RangeInclusive;

use crate::domain::RfmThresholds;
use crate::text_enum;

text_enum! {
    /// What a customer is worth now. Declared in the order of the rules; `NoHistory` is whoever has no service on record.
    #[derive(Default)]
    pub enum Segment {
        Vip = "vip",
        Champions = "champions",
        Loyal = "loyal",
        Promising = "promising",
        AtRisk = "at_risk",
        Hibernating = "hibernating",
        Lost = "lost",
        Occasional = "occasional",
        #[default]
        NoHistory = "none",
    }
}

impl Segment {
    /// The name that the proposals API sends; `None` for a customer without history.
    pub const fn english_name(self) -> Option<&'static str> {
        match self {
            Self::Vip => Some("VIP"),
            Self::Champions => Some("Champions"),
            Self::Loyal => Some("Loyal"),
            Self::Promising => Some("Promising"),
            Self::AtRisk => Some("At Risk"),
            Self::Hibernating => Some("Hibernating"),
            Self::Lost => Some("Lost"),
            Self::Occasional => Some("Occasional"),
            Self::NoHistory => None,
        }
    }

    /// What a client of the proposals API may write: our value or the English name, in any case.
    pub fn from_api(text: &str) -> Option<Self> {
        let matches = |segment: &Self| {
            segment.as_str().eq_ignore_ascii_case(text)
                || segment
                    .english_name()
                    .is_some_and(|name| name.eq_ignore_ascii_case(text))
        };
        Self::ALL.iter().copied().find(matches)
    }

    /// The rule that gives this segment; `None` for a customer without history.
    pub fn rule(self) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.segment == self)
    }
}

/// The three scores of a customer with history, each from 1 (low) to 3 (high): one cell of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scores {
    pub r: i16,
    pub f: i16,
    pub m: i16,
}

impl Scores {
    /// The 27 cells, from 111 to 333.
    pub fn all() -> impl Iterator<Item = Self> {
        let scores = 1..=3;
        scores.clone().flat_map(move |r| {
            let scores = scores.clone();
            let of_f = move |f| scores.clone().map(move |m| Self { r, f, m });
            (1..=3).flat_map(of_f)
        })
    }
}

/// One line of the table: a customer has `segment` if each score lies in its range and no earlier rule holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub segment: Segment,
    pub r: RangeInclusive<i16>,
    pub f: RangeInclusive<i16>,
    pub m: RangeInclusive<i16>,
}

impl Rule {
    const fn new(
        segment: Segment,
        r: RangeInclusive<i16>,
        f: RangeInclusive<i16>,
        m: RangeInclusive<i16>,
    ) -> Self {
        Self { segment, r, f, m }
    }

    /// Whether the scores lie in the ranges, whatever the earlier rules say.
    pub fn holds(&self, scores: Scores) -> bool {
        self.r.contains(&scores.r) && self.f.contains(&scores.f) && self.m.contains(&scores.m)
    }

    /// The cells that this rule decides: those it holds for and no earlier rule does.
    pub fn cells(&self) -> impl Iterator<Item = Scores> {
        Scores::all().filter(|scores| segment(*scores) == self.segment)
    }
}

/// The table, from the first rule to the last; the last names what no other does.
pub static RULES: [Rule; 8] = [
    Rule::new(Segment::Vip, 3..=3, 3..=3, 3..=3),
    Rule::new(Segment::Champions, 2..=3, 2..=3, 2..=3),
    Rule::new(Segment::Loyal, 2..=3, 2..=3, 1..=3),
    Rule::new(Segment::Promising, 3..=3, 1..=1, 1..=3),
    Rule::new(Segment::AtRisk, 1..=1, 2..=3, 1..=3),
    Rule::new(Segment::Hibernating, 1..=1, 1..=1, 2..=3),
    Rule::new(Segment::Lost, 1..=1, 1..=3, 1..=3),
    Rule::new(Segment::Occasional, 1..=3, 1..=3, 1..=3),
];

/// The scores of a customer with at least one service.
///
/// `recency_days` is today minus the last service, `services` counts rows over all time, `spend` is their sum in minor
/// units; all up to today.
pub fn score(recency_days: i64, services: i64, spend: i64, thresholds: &RfmThresholds) -> Scores {
    let recent = |days: i32| recency_days <= i64::from(days);
    Scores {
        r: level(recent(thresholds.r3_days), recent(thresholds.r2_days)),
        f: level(services >= thresholds.f3, services >= thresholds.f2),
        m: level(spend >= thresholds.m3, spend >= thresholds.m2),
    }
}

fn level(three: bool, two: bool) -> i16 {
    if three {
        3
    } else if two {
        2
    } else {
        1
    }
}

/// The segment of a cell.
pub fn segment(scores: Scores) -> Segment {
    let named = RULES.iter().find(|rule| rule.holds(scores));
    named.map_or(Segment::Occasional, |rule| rule.segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULTS: RfmThresholds = RfmThresholds {
        r3_days: 90,
        r2_days: 180,
        f3: 10,
        f2: 5,
        m3: 1_000_000,
        m2: 500_000,
    };

    #[test]
    fn each_of_the_27_cells_has_the_segment_of_the_specification() {
        let mut table =
            csv::Reader::from_reader(include_str!("../../tests/data/rfm_cells.csv").as_bytes());
        let cells: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(cells.len(), 27);
        for cell in cells {
            let [r, f, m] = [0, 1, 2].map(|column| cell[column].parse().unwrap());
            let named = segment(Scores { r, f, m });
            assert_eq!(named.english_name(), Some(&cell[6]), "{r}{f}{m}");
        }
    }

    #[test]
    fn each_cell_belongs_to_exactly_one_rule() {
        let decided: Vec<Scores> = RULES.iter().flat_map(Rule::cells).collect();
        assert_eq!(decided.len(), 27);
        for scores in Scores::all() {
            assert_eq!(
                decided.iter().filter(|cell| **cell == scores).count(),
                1,
                "{scores:?}"
            );
        }
    }

    #[test]
    fn recency_falls_on_the_day_after_its_threshold() {
        let cases = [
            (0, 3),
            (89, 3),
            (90, 3),
            (91, 2),
            (180, 2),
            (181, 1),
            (3650, 1),
        ];
        for (days, r) in cases {
            assert_eq!(score(days, 1, 0, &DEFAULTS).r, r, "{days} days");
        }
    }

    #[test]
    fn frequency_rises_at_its_threshold() {
        for (services, f) in [(1, 1), (4, 1), (5, 2), (9, 2), (10, 3), (11, 3)] {
            assert_eq!(score(0, services, 0, &DEFAULTS).f, f, "{services} services");
        }
    }

    #[test]
    fn monetary_value_rises_at_its_threshold() {
        let cases = [
            (0, 1),
            (499_999, 1),
            (500_000, 2),
            (999_999, 2),
            (1_000_000, 3),
            (9_000_000_000, 3),
        ];
        for (spend, m) in cases {
            assert_eq!(score(0, 1, spend, &DEFAULTS).m, m, "spend {spend}");
        }
    }

    #[test]
    fn the_api_takes_our_values_and_the_english_names() {
        for segment in Segment::ALL.iter().copied() {
            assert_eq!(Segment::from_api(segment.as_str()), Some(segment));
            if let Some(name) = segment.english_name() {
                assert_eq!(Segment::from_api(&name.to_lowercase()), Some(segment));
            }
        }
        assert_eq!(Segment::from_api("At Risk"), Some(Segment::AtRisk));
        assert_eq!(Segment::from_api("vips"), None);
    }

    #[test]
    fn whoever_has_no_history_has_no_rule() {
        assert_eq!(Segment::default(), Segment::NoHistory);
        assert_eq!(Segment::NoHistory.rule(), None);
        assert!(RULES.iter().all(|rule| rule.segment.rule() == Some(rule)));
    }
}
