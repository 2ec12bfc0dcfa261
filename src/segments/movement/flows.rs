//! The steps of all months, put together by month. Pure.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Text};

use crate::segments::rfm::Segment;

/// So many customers went from one segment to another in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Step {
    /// The first of the month.
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    #[diesel(sql_type = Text)]
    pub from: Segment,
    #[diesel(sql_type = Text)]
    pub to: Segment,
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    /// What each spent in the twelve months up to their last visit by then, added up; minor units.
    #[diesel(sql_type = BigInt)]
    pub year_spend: i64,
}

impl Step {
    /// Whether it leads to a better segment, to a worse one, or into the first of all.
    pub fn direction(&self) -> Direction {
        match (self.from, self.to) {
            (Segment::NoHistory, _) => Direction::New,
            (from, to) if to.standing() > from.standing() => Direction::Up,
            _ => Direction::Down,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    New,
}

/// A month with its steps, those of most customers first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    pub month: NaiveDate,
    pub steps: Vec<Step>,
}

impl Month {
    /// How many customers moved so.
    pub fn customers(&self, direction: Direction) -> i64 {
        self.of(direction).map(|step| step.customers).sum()
    }

    /// What they spent in a year, in minor units.
    pub fn year_spend(&self, direction: Direction) -> i64 {
        self.of(direction).map(|step| step.year_spend).sum()
    }

    fn of(&self, direction: Direction) -> impl Iterator<Item = &Step> {
        let goes_so = move |step: &&Step| step.direction() == direction;
        self.steps.iter().filter(goes_so)
    }
}

/// The months in which somebody moved, the newest first.
pub fn by_month(mut steps: Vec<Step>) -> Vec<Month> {
    steps.sort_by_key(|step| {
        let newest_first = std::cmp::Reverse(step.month);
        (
            newest_first,
            -step.customers,
            -step.year_spend,
            step.from,
            step.to,
        )
    });
    let months = steps.chunk_by(|a, b| a.month == b.month);
    months
        .map(|steps| Month {
            month: steps[0].month,
            steps: steps.to_vec(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(month: &str, from: Segment, to: Segment, customers: i64) -> Step {
        Step {
            month: month.parse().unwrap(),
            from,
            to,
            customers,
            year_spend: customers * 1000,
        }
    }

    #[test]
    fn months_come_newest_first_with_their_largest_steps_first() {
        use Segment::{AtRisk, Champions, NoHistory, Promising, Vip};
        let months = by_month(vec![
            step("2025-09-01", Champions, AtRisk, 3),
            step("2025-10-01", Champions, AtRisk, 14),
            step("2025-10-01", NoHistory, Promising, 20),
            step("2025-10-01", Champions, Vip, 2),
        ]);
        assert_eq!(months.len(), 2);
        let newest = &months[0];
        assert_eq!(newest.month.to_string(), "2025-10-01");
        assert_eq!(newest.steps[0].customers, 20);
        let counts =
            [Direction::Up, Direction::Down, Direction::New].map(|way| newest.customers(way));
        assert_eq!(counts, [2, 14, 20]);
        assert_eq!(newest.year_spend(Direction::Down), 14_000);
        assert!(by_month(Vec::new()).is_empty());
    }
}
