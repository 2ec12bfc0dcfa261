//! Pure: figures of one customer.

use chrono::NaiveDate;

/// Whole days; what is dated after today is none.
pub fn days_since(day: NaiveDate, today: NaiveDate) -> i64 {
    (today - day).num_days().max(0)
}

/// The share of settled invoices that were so by their due date, 0 to 100 with one decimal; `None` without any.
pub fn percent_in_time(in_time: i64, settled: i64) -> Option<f64> {
    (settled > 0).then(|| (1000.0 * in_time as f64 / settled as f64).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_up_to_today() {
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(days_since(day("2025-10-01"), day("2025-10-26")), 25);
        assert_eq!(days_since(day("2025-10-27"), day("2025-10-26")), 0);
    }

    #[test]
    fn a_share_needs_something_to_be_a_share_of() {
        assert_eq!(percent_in_time(0, 0), None);
        assert_eq!(percent_in_time(2, 3), Some(66.7));
        assert_eq!(percent_in_time(3, 3), Some(100.0));
    }
}
