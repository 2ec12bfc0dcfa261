//! The grid of the segments page: how many customers stand in each cell and segment, and what they brought in. Pure.

use super::rfm::{Scores, Segment};
use crate::domain::average;

/// All customers by what they are worth at the business day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// Only cells that somebody is in, from 111 to 333.
    pub cells: Vec<Cell>,
    /// How many customers have no service on record.
    pub without_history: i64,
}

/// The customers of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub scores: Scores,
    pub group: Group,
}

/// Some customers of one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    pub segment: Segment,
    pub customers: i64,
    /// In minor units.
    pub spend: i64,
    /// The days since each customer's last service, added up.
    pub recency_sum: i64,
}

impl Group {
    const fn empty(segment: Segment) -> Self {
        Self {
            segment,
            customers: 0,
            spend: 0,
            recency_sum: 0,
        }
    }

    /// The mean spend in minor units, half up.
    pub fn average_spend(&self) -> i64 {
        average(self.spend, self.customers)
    }

    /// The mean of days since the last service, half up; `None` where nobody has one.
    pub fn average_recency(&self) -> Option<i64> {
        (self.segment != Segment::NoHistory && self.customers > 0)
            .then(|| average(self.recency_sum, self.customers))
    }

    fn add(&mut self, other: &Self) {
        self.customers += other.customers;
        self.spend += other.spend;
        self.recency_sum += other.recency_sum;
    }
}

impl Grid {
    /// One group per segment, in the order of the rules, empty ones too; at the end those without history.
    pub fn segments(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Segment::ALL.iter().copied().map(Group::empty).collect();
        for group in &mut groups {
            let of_segment = |cell: &&Cell| cell.group.segment == group.segment;
            let cells: Vec<Group> = self
                .cells
                .iter()
                .filter(of_segment)
                .map(|cell| cell.group)
                .collect();
            cells.iter().for_each(|cell| group.add(cell));
            if group.segment == Segment::NoHistory {
                group.customers = self.without_history;
            }
        }
        groups
    }

    /// The field of the grid that the segments page draws: R down, F across, whatever the M.
    pub fn customers_at(&self, r: i16, f: i16) -> i64 {
        let at = |cell: &&Cell| cell.scores.r == r && cell.scores.f == f;
        self.cells
            .iter()
            .filter(at)
            .map(|cell| cell.group.customers)
            .sum()
    }

    pub fn with_history(&self) -> i64 {
        self.cells.iter().map(|cell| cell.group.customers).sum()
    }

    /// What all have spent, in minor units.
    pub fn spend(&self) -> i64 {
        self.cells.iter().map(|cell| cell.group.spend).sum()
    }

    /// The share of a group in it; `None` of those without history, and where nobody has spent anything.
    pub fn revenue_share(&self, group: &Group) -> Option<f64> {
        let all = self.spend();
        (group.segment != Segment::NoHistory && all > 0).then(|| group.spend as f64 / all as f64)
    }

    /// All customers who are not deleted.
    pub fn customers(&self) -> i64 {
        self.with_history() + self.without_history
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(r: i16, f: i16, m: i16, segment: Segment, customers: i64) -> Cell {
        let group = Group {
            segment,
            customers,
            spend: 1000 * customers,
            recency_sum: 15 * customers,
        };
        Cell {
            scores: Scores { r, f, m },
            group,
        }
    }

    fn grid() -> Grid {
        let cells = vec![
            cell(1, 1, 1, Segment::Lost, 7),
            cell(1, 1, 2, Segment::Hibernating, 1),
            cell(1, 1, 3, Segment::Hibernating, 2),
        ];
        Grid {
            cells,
            without_history: 5,
        }
    }

    #[test]
    fn a_segment_adds_up_its_cells_and_an_empty_one_is_listed() {
        let segments = grid().segments();
        assert_eq!(segments.len(), Segment::ALL.len());
        let hibernating = segments
            .iter()
            .find(|group| group.segment == Segment::Hibernating)
            .unwrap();
        assert_eq!((hibernating.customers, hibernating.spend), (3, 3000));
        assert_eq!(
            (hibernating.average_spend(), hibernating.average_recency()),
            (1000, Some(15))
        );
        assert_eq!(segments[0], Group::empty(Segment::Vip));
        assert_eq!(segments[0].average_recency(), None);
        assert_eq!(
            segments
                .last()
                .map(|group| (group.segment, group.customers)),
            Some((Segment::NoHistory, 5))
        );
    }

    #[test]
    fn the_share_of_a_segment_is_that_of_its_spend() {
        let segments = grid().segments();
        let share = |segment: Segment| {
            let group = segments.iter().find(|group| group.segment == segment);
            group.and_then(|group| grid().revenue_share(group))
        };
        assert_eq!(share(Segment::Hibernating), Some(0.3));
        assert_eq!(share(Segment::Vip), Some(0.0));
        assert_eq!(share(Segment::NoHistory), None);
    }

    #[test]
    fn a_field_of_the_grid_adds_up_its_spends() {
        assert_eq!(grid().customers_at(1, 1), 10);
        assert_eq!(grid().customers_at(3, 3), 0);
        assert_eq!((grid().with_history(), grid().customers()), (10, 15));
    }
}
