//! Pure: how the number of an invoice is written.

/// The longest that Spain's VeriFactu takes; the tax offices of others take more.
pub const LONGEST: usize = 60;
/// Leaves room for the number.
const LONGEST_PREFIX: usize = 20;

/// `F-` and 17 with at least four digits is `F-0017`.
pub fn written(prefix: &str, digits: i32, number: i64) -> String {
    let width = usize::try_from(digits).unwrap_or(1);
    format!("{prefix}{number:0width$}")
}

/// A number that another system gave: printable ASCII without what would break a fiscal record.
pub fn read_external(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty() && typed.len() <= LONGEST && typed.chars().all(is_safe))
        .then(|| typed.to_owned())
}

/// What stands before the numbers of a series; it may be empty.
pub fn read_prefix(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (typed.len() <= LONGEST_PREFIX && typed.chars().all(is_safe)).then(|| typed.to_owned())
}

fn is_safe(c: char) -> bool {
    matches!(c, ' '..='~') && !matches!(c, '"' | '\'' | '<' | '>' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_filled_up_to_its_digits_and_grows_beyond_them() {
        assert_eq!(written("F-", 1, 17), "F-17");
        assert_eq!(written("2025/", 6, 17), "2025/000017");
        assert_eq!(written("", 2, 12_345), "12345");
    }

    #[test]
    fn a_foreign_number_is_printable_and_harmless() {
        assert_eq!(
            read_external(" FAC-2025-001 "),
            Some("FAC-2025-001".to_owned())
        );
        for wrong in ["", " ", "a=b", "<b>", "Fáctura 1", "a\tb", &"9".repeat(61)] {
            assert_eq!(read_external(wrong), None, "{wrong:?}");
        }
        assert_eq!(read_prefix(""), Some(String::new()));
        assert_eq!(read_prefix(&"F".repeat(21)), None);
    }
}
