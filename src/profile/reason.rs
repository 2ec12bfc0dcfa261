//! Why a customer is in a segment: which side of which cut each score stands on. Pure.

use crate::domain::RfmThresholds;
use crate::segments::queries::CustomerFigures;

/// Where a figure lies among the cuts of its score; both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    UpTo(i64),
    Between(i64, i64),
    From(i64),
    MoreThan(i64),
    LessThan(i64),
}

impl Range {
    /// The two numbers of the range's text; where it has one end only, the other is 0.
    pub fn ends(self) -> (i64, i64) {
        match self {
            Self::UpTo(to) => (0, to),
            Self::Between(from, to) => (from, to),
            Self::From(from) | Self::MoreThan(from) | Self::LessThan(from) => (from, 0),
        }
    }
}

/// One score with the figure that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// `r`, `f` or `m`
    pub axis: char,
    pub score: i16,
    pub figure: i64,
    pub range: Range,
}

/// Recency, frequency, monetary value.
pub fn reasons(figures: &CustomerFigures, cuts: &RfmThresholds) -> [Reason; 3] {
    let recency = match figures.r {
        3 => Range::UpTo(cuts.r3_days.into()),
        2 => Range::Between(i64::from(cuts.r3_days) + 1, cuts.r2_days.into()),
        _ => Range::MoreThan(cuts.r2_days.into()),
    };
    [
        reason('r', figures.r, figures.recency_days(), recency),
        reason(
            'f',
            figures.f,
            figures.services.into(),
            rising(figures.f, cuts.f2, cuts.f3),
        ),
        reason(
            'm',
            figures.m,
            figures.spend,
            rising(figures.m, cuts.m2, cuts.m3),
        ),
    ]
}

fn reason(axis: char, score: i16, figure: i64, range: Range) -> Reason {
    Reason {
        axis,
        score,
        figure,
        range,
    }
}

/// The range of a score that grows with its figure.
fn rising(score: i16, two: i64, three: i64) -> Range {
    match score {
        3 => Range::From(three),
        2 => Range::Between(two, three - 1),
        _ => Range::LessThan(two),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::segments::{Segment, score};

    fn figures(recency: i64, services: i32, spend: i64) -> CustomerFigures {
        let day = NaiveDate::from_ymd_opt(2025, 10, 26).unwrap();
        let scores = score(recency, services.into(), spend, &RfmThresholds::default());
        CustomerFigures {
            day,
            services,
            visits: services,
            spend,
            first_service: day - chrono::Days::new(recency as u64),
            last_service: day - chrono::Days::new(recency as u64),
            r: scores.r,
            f: scores.f,
            m: scores.m,
            segment: Segment::Lost,
            services_6m: 0,
            services_180d: 0,
        }
    }

    #[test]
    fn every_figure_lies_in_the_range_that_explains_its_score() {
        for recency in [0, 90, 91, 180, 181, 4000] {
            for (services, spend) in [
                (1, 0),
                (4, 499_999),
                (5, 500_000),
                (9, 999_999),
                (10, 1_000_000),
            ] {
                for reason in reasons(
                    &figures(recency, services, spend),
                    &RfmThresholds::default(),
                ) {
                    assert!(holds(reason.range, reason.figure), "{reason:?}");
                }
            }
        }
    }

    fn holds(range: Range, figure: i64) -> bool {
        match range {
            Range::UpTo(end) => figure <= end,
            Range::Between(start, end) => start <= figure && figure <= end,
            Range::From(start) => figure >= start,
            Range::MoreThan(end) => figure > end,
            Range::LessThan(start) => figure < start,
        }
    }
}
