//! Lines under each other, each with a bar as long as its value: for names that need their room.

use super::round2;

/// A name, its figure as text, and the length of its bar in percent of the longest.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    pub label: String,
    pub text: String,
    pub width: f64,
}

/// A bar for each (label, value, text), in the given order; a value below nothing has none.
pub fn ranks(rows: Vec<(String, i64, String)>) -> Vec<Rank> {
    let longest = rows.iter().map(|row| row.1).max().unwrap_or(0).max(1) as f64;
    let rank = |(label, value, text): (String, i64, String)| Rank {
        label,
        text,
        width: round2(value.max(0) as f64 / longest * 100.0),
    };
    rows.into_iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_that_of_the_largest_value_wherever_it_stands() {
        let rows = [50, 200, 0, -10].map(|value| (String::new(), value, String::new()));
        let widths: Vec<f64> = ranks(rows.into()).iter().map(|rank| rank.width).collect();
        assert_eq!(widths, [25.0, 100.0, 0.0, 0.0]);
        assert!(ranks(Vec::new()).is_empty());
    }
}
