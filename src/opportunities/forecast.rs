//! What the open opportunities may bring, by month and currency. Pure.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::model::MonthSum;
use crate::domain::Currency;
use crate::domain::period::month_start;

/// So many months are looked ahead, this one first.
pub const MONTHS: u32 = 12;

/// An amount, as it is and by how likely it is, in minor units, and of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub count: i64,
    pub value: i64,
    pub weighted: i64,
}

impl Sum {
    fn add(&mut self, row: &MonthSum) {
        self.count += row.count;
        self.value += row.value;
        self.weighted += row.weighted;
    }
}

/// The forecast in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    pub currency: Currency,
    pub months: Vec<(NaiveDate, Sum)>,
    /// Should have closed in an earlier month.
    pub late: Sum,
    /// Beyond the months.
    pub later: Sum,
    /// Nobody said when.
    pub undated: Sum,
}

impl Forecast {
    fn empty(currency: Currency, this_month: NaiveDate) -> Self {
        let month = |ahead| this_month.checked_add_months(Months::new(ahead));
        let months = (0..MONTHS).filter_map(month);
        Self {
            currency,
            months: months.map(|month| (month, Sum::default())).collect(),
            late: Sum::default(),
            later: Sum::default(),
            undated: Sum::default(),
        }
    }

    fn add(&mut self, row: &MonthSum, this_month: NaiveDate) {
        let place = match row.month {
            None => &mut self.undated,
            Some(month) if month < this_month => &mut self.late,
            Some(month) => {
                let known = self.months.iter_mut().find(|(known, _)| *known == month);
                known.map_or(&mut self.later, |(_, sum)| sum)
            }
        };
        place.add(row);
    }

    /// Of all months together.
    pub fn total(&self) -> Sum {
        let mut total = Sum::default();
        for (_, sum) in &self.months {
            total.count += sum.count;
            total.value += sum.value;
            total.weighted += sum.weighted;
        }
        total
    }
}

/// A forecast for each currency that there is, the organisation's own first, which is always there.
pub fn forecasts(rows: &[MonthSum], own: Currency, today: NaiveDate) -> Vec<Forecast> {
    let this_month = month_start(today);
    let mut first = Forecast::empty(own, this_month);
    let mut others: BTreeMap<&str, Forecast> = BTreeMap::new();
    for row in rows {
        let forecast = match row.currency == own {
            true => &mut first,
            false => others
                .entry(row.currency.code())
                .or_insert_with(|| Forecast::empty(row.currency, this_month)),
        };
        forecast.add(row, this_month);
    }
    std::iter::once(first).chain(others.into_values()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(month: Option<&str>, currency: Currency, value: i64) -> MonthSum {
        MonthSum {
            month: month.map(|month| month.parse().unwrap()),
            currency,
            count: 1,
            value,
            weighted: value / 2,
        }
    }

    #[test]
    fn each_month_has_its_sum_and_the_rest_stands_apart() {
        let rows = [
            row(Some("2025-10-01"), Currency::CLP, 10),
            row(Some("2025-12-01"), Currency::CLP, 20),
            row(Some("2025-09-01"), Currency::CLP, 30),
            row(Some("2026-10-01"), Currency::CLP, 40),
            row(None, Currency::CLP, 50),
        ];
        let today = "2025-10-26".parse().unwrap();
        let found = forecasts(&rows, Currency::CLP, today);
        let [clp] = found.as_slice() else {
            panic!("{found:?}")
        };
        let months: Vec<i64> = clp.months.iter().map(|(_, sum)| sum.value).collect();
        assert_eq!(months, [10, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let rest = [clp.late.value, clp.later.value, clp.undated.value];
        assert_eq!(rest, [30, 40, 50]);
        assert_eq!((clp.total().value, clp.total().weighted), (30, 15));
    }

    #[test]
    fn currencies_are_not_added_up() {
        let rows = [
            row(Some("2025-10-01"), Currency::USD, 7),
            row(Some("2025-10-01"), Currency::EUR, 9),
        ];
        let today = "2025-10-26".parse().unwrap();
        let found = forecasts(&rows, Currency::CLP, today);
        let totals: Vec<_> = found
            .iter()
            .map(|f| (f.currency.code(), f.total().value))
            .collect();
        assert_eq!(totals, [("CLP", 0), ("EUR", 9), ("USD", 7)]);
    }
}
