//! Sums over many services: of the house, of a month, of a category; and which were taken most. Pure.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date};
use serde::Deserialize;

use crate::domain::ServiceId;

/// How many services, and what they brought in, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, QueryableByName, Deserialize)]
pub struct Totals {
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    #[diesel(sql_type = BigInt)]
    pub revenue: i64,
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.revenue += other.revenue;
    }
}

/// A calendar month by its first day.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Deserialize)]
pub struct MonthTotals {
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    #[diesel(embed)]
    #[serde(flatten)]
    pub totals: Totals,
}

/// What the dashboard compares; all end at the business day or at the same day of an earlier month, which is the
/// month's last where it has no such day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    AllTime,
    ThisMonth,
    LastMonth,
    /// The same month of the year before.
    YearBefore,
}

/// One service of the catalogue in each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTotals {
    pub service: ServiceId,
    pub name: String,
    pub category: String,
    pub(super) periods: [Totals; 4],
}

impl ServiceTotals {
    pub fn in_period(&self, period: Period) -> Totals {
        self.periods[period as usize]
    }
}

/// All services together.
pub fn total(services: &[ServiceTotals], period: Period) -> Totals {
    let mut sum = Totals::default();
    services
        .iter()
        .for_each(|service| sum += service.in_period(period));
    sum
}

/// Those taken most, by number, then revenue, then name in code-point order.
pub fn most_taken(services: &[ServiceTotals], period: Period, limit: usize) -> Vec<&ServiceTotals> {
    let mut taken: Vec<&ServiceTotals> = services
        .iter()
        .filter(|service| service.in_period(period).count > 0)
        .collect();
    taken.sort_by_key(|service| rank(service.in_period(period), &service.name));
    taken.truncate(limit);
    taken
}

/// The categories, in the same order.
pub fn by_category(services: &[ServiceTotals], period: Period) -> Vec<(&str, Totals)> {
    let mut categories: BTreeMap<&str, Totals> = BTreeMap::new();
    for service in services {
        *categories.entry(&service.category).or_default() += service.in_period(period);
    }
    let mut categories: Vec<_> = categories
        .into_iter()
        .filter(|(_, totals)| totals.count > 0)
        .collect();
    categories.sort_by_key(|(name, totals)| rank(*totals, name));
    categories
}

fn rank(totals: Totals, name: &str) -> (Reverse<i64>, Reverse<i64>, String) {
    (
        Reverse(totals.count),
        Reverse(totals.revenue),
        name.to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(id: i64, name: &str, category: &str, count: i64, revenue: i64) -> ServiceTotals {
        let mut periods = [Totals::default(); 4];
        periods[Period::AllTime as usize] = Totals { count, revenue };
        ServiceTotals {
            service: id.into(),
            name: name.into(),
            category: category.into(),
            periods,
        }
    }

    fn services() -> Vec<ServiceTotals> {
        vec![
            service(1, "Ñandú", "Spa", 2, 10),
            service(2, "Zumba", "Spa", 2, 10),
            service(3, "Reiki", "Wellness", 2, 20),
            service(4, "Sauna", "Spa", 3, 5),
            service(5, "Yoga", "Yoga", 0, 0),
        ]
    }

    #[test]
    fn services_rank_by_number_then_revenue_then_name_in_code_point_order() {
        let services = services();
        let names = |period, limit| -> Vec<&str> {
            most_taken(&services, period, limit)
                .iter()
                .map(|service| service.name.as_str())
                .collect()
        };
        assert_eq!(
            names(Period::AllTime, 9),
            ["Sauna", "Reiki", "Zumba", "Ñandú"]
        );
        assert_eq!(names(Period::AllTime, 2), ["Sauna", "Reiki"]);
        assert!(names(Period::ThisMonth, 9).is_empty());
    }

    #[test]
    fn categories_and_the_whole_add_up_their_services() {
        let services = services();
        let spa = Totals {
            count: 7,
            revenue: 25,
        };
        let wellness = Totals {
            count: 2,
            revenue: 20,
        };
        assert_eq!(
            by_category(&services, Period::AllTime),
            [("Spa", spa), ("Wellness", wellness)]
        );
        assert_eq!(
            total(&services, Period::AllTime),
            Totals {
                count: 9,
                revenue: 45
            }
        );
        assert_eq!(total(&services, Period::YearBefore), Totals::default());
    }
}
