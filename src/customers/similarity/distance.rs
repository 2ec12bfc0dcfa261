//! How far two words are apart. Pure.

/// The fewest letters to add, drop, change or swap with their neighbour that make one word of the other (optimal string
/// alignment: no letter is touched twice).
pub fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // Three rows of the table are alive at a time.
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(above[j] + 1).min(row[j - 1] + 1);
            let is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if is_swap {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

/// 1 for equal texts, 0 for texts that have nothing in common.
pub fn likeness(a: &str, b: &str) -> f64 {
    let longest = a.chars().count().max(b.chars().count());
    match longest {
        0 => 0.0,
        _ => 1.0 - edits(a, b) as f64 / longest as f64,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_added_dropped_changed_and_swapped_count_once_each() {
        for (a, b, count) in [
            ("reyes", "reyes", 0),
            ("reyes", "reys", 1),
            ("pino", "pinto", 1),
            ("saez", "seaz", 1),
            ("oyarzun", "oyarzo", 2),
            ("", "ana", 3),
        ] {
            assert_eq!(edits(a, b), count, "{a} {b}");
        }
        assert_eq!(likeness("", ""), 0.0);
        assert_eq!(likeness("ana", "ana"), 1.0);
    }

    proptest! {
        #[test]
        fn the_order_of_the_two_does_not_matter(a in "[a-d]{0,8}", b in "[a-d]{0,8}") {
            prop_assert_eq!(edits(&a, &b), edits(&b, &a));
            prop_assert!(edits(&a, &b) <= a.len().max(b.len()));
            prop_assert_eq!(edits(&a, &b) == 0, a == b);
        }
    }
}
