//! Customers by the month of their first visit: who is new, who returned, who stayed. Pure.

use chrono::{Datelike as _, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date};

/// The customers of one cohort in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct CohortMonth {
    /// The first of the month of their first visit.
    #[diesel(sql_type = Date)]
    pub cohort: NaiveDate,
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    /// Distinct days of each.
    #[diesel(sql_type = BigInt)]
    pub visits: i64,
    #[diesel(sql_type = BigInt)]
    pub services: i64,
    /// In minor units.
    #[diesel(sql_type = BigInt)]
    pub revenue: i64,
}

/// What some customers did in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    pub customers: i64,
    pub visits: i64,
    pub services: i64,
    pub revenue: i64,
}

impl Part {
    pub fn add(&mut self, other: &Self) {
        self.customers += other.customers;
        self.visits += other.visits;
        self.services += other.services;
        self.revenue += other.revenue;
    }
}

/// A month with its new customers and those who had come in an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Monthly {
    pub month: NaiveDate,
    pub new: Part,
    pub returning: Part,
}

/// The months in which somebody came, oldest first.
pub fn by_month(mut rows: Vec<CohortMonth>) -> Vec<Monthly> {
    rows.sort_by_key(|row| (row.month, row.cohort));
    let mut months: Vec<Monthly> = Vec::new();
    for row in rows {
        if months.last().is_none_or(|last| last.month != row.month) {
            months.push(Monthly {
                month: row.month,
                new: Part::default(),
                returning: Part::default(),
            });
        }
        let part = Part {
            customers: row.customers,
            visits: row.visits,
            services: row.services,
            revenue: row.revenue,
        };
        if let Some(last) = months.last_mut() {
            match row.cohort == row.month {
                true => last.new.add(&part),
                false => last.returning.add(&part),
            }
        }
    }
    months
}

/// The customers of a first month and how many of them came in each month since; the first figure is all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    pub cohort: NaiveDate,
    pub active: Vec<i64>,
    pub revenue: i64,
}

impl Cohort {
    pub fn size(&self) -> i64 {
        self.active.first().copied().unwrap_or(0)
    }

    /// The share that came in the month so many months after the first; `None` where that month is not yet.
    pub fn share(&self, months: usize) -> Option<f64> {
        let active = *self.active.get(months)?;
        (self.size() > 0).then(|| active as f64 / self.size() as f64)
    }
}

/// Each cohort up to the month `last`, the oldest first, with `most` months after the first at most.
pub fn by_cohort(mut rows: Vec<CohortMonth>, last: NaiveDate, most: usize) -> Vec<Cohort> {
    rows.sort_by_key(|row| (row.cohort, row.month));
    let cohorts = rows.chunk_by(|a, b| a.cohort == b.cohort);
    let cohort = |rows: &[CohortMonth]| {
        let first = rows[0].cohort;
        let mut active = vec![0; since(first, last).min(most) + 1];
        for row in rows {
            if let Some(place) = active.get_mut(since(first, row.month)) {
                *place = row.customers;
            }
        }
        Cohort {
            cohort: first,
            active,
            revenue: rows.iter().map(|row| row.revenue).sum(),
        }
    };
    cohorts.map(cohort).collect()
}

/// How many months lie between two; 0 where the second is not later.
fn since(first: NaiveDate, month: NaiveDate) -> usize {
    let count = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
    usize::try_from(count(month) - count(first)).unwrap_or(0)
}

/// Of all customers whose cohort has completed so many months before the month `running`, the share that came in the last
/// of them. Who has not come in the running month may still come.
pub fn retention(cohorts: &[Cohort], running: NaiveDate, months: usize) -> Option<f64> {
    let has_completed =
        |cohort: &&Cohort| cohort.active.len() > months && since(cohort.cohort, running) > months;
    let had: Vec<&Cohort> = cohorts.iter().filter(has_completed).collect();
    let size: i64 = had.iter().map(|cohort| cohort.size()).sum();
    let active: i64 = had.iter().map(|cohort| cohort.active[months]).sum();
    (size > 0).then(|| active as f64 / size as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cohort: &str, month: &str, customers: i64) -> CohortMonth {
        CohortMonth {
            cohort: cohort.parse().unwrap(),
            month: month.parse().unwrap(),
            customers,
            visits: customers,
            services: 2 * customers,
            revenue: 100 * customers,
        }
    }

    fn rows() -> Vec<CohortMonth> {
        vec![
            row("2025-08-01", "2025-08-01", 10),
            row("2025-08-01", "2025-10-01", 4),
            row("2025-09-01", "2025-09-01", 6),
            row("2025-09-01", "2025-10-01", 3),
            row("2025-10-01", "2025-10-01", 5),
        ]
    }

    #[test]
    fn who_comes_in_the_month_of_the_first_visit_is_new_and_all_others_returned() {
        let months = by_month(rows());
        let found: Vec<_> = months
            .iter()
            .map(|month| (month.new.customers, month.returning.customers))
            .collect();
        assert_eq!(found, [(10, 0), (6, 0), (5, 7)]);
        assert_eq!(months[2].returning.revenue, 700);
    }

    #[test]
    fn a_month_without_anybody_counts_nobody_and_one_to_come_is_not_there() {
        let last = "2025-10-01".parse().unwrap();
        let cohorts = by_cohort(rows(), last, 12);
        let active: Vec<_> = cohorts.iter().map(|cohort| cohort.active.clone()).collect();
        assert_eq!(active, [vec![10, 0, 4], vec![6, 3], vec![5]]);
        assert_eq!(
            (cohorts[0].share(2), cohorts[1].share(2)),
            (Some(0.4), None)
        );
        assert_eq!(cohorts[0].revenue, 1400);
    }

    #[test]
    fn only_who_has_completed_a_month_counts_as_having_stayed_away_in_it() {
        let october = "2025-10-01".parse().unwrap();
        let cohorts = by_cohort(rows(), october, 12);
        // October is running: of its month only the ten of August have completed the second, and nobody the third.
        assert_eq!(retention(&cohorts, october, 1), Some(0.0));
        assert_eq!(retention(&cohorts, october, 2), None);
        let november = "2025-11-01".parse().unwrap();
        let cohorts = by_cohort(rows(), november, 12);
        assert_eq!(retention(&cohorts, november, 1), Some(3.0 / 16.0));
        assert_eq!(retention(&cohorts, november, 2), Some(4.0 / 10.0));
        assert_eq!(retention(&cohorts, november, 5), None);
    }

    #[test]
    fn a_long_life_is_cut_at_the_width_of_the_table() {
        let last = "2030-10-01".parse().unwrap();
        assert_eq!(by_cohort(rows(), last, 12)[0].active.len(), 13);
    }
}
