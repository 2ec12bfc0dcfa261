//! How a figure compares with an earlier one. Pure.

/// The change from an earlier figure to a present one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// 0.084 is a rise of 8.4 %; `None` where there is nothing to compare with.
    pub change: Option<f64>,
}

impl Comparison {
    pub fn between(now: i64, earlier: i64) -> Self {
        let change = (earlier > 0).then(|| now as f64 / earlier as f64 - 1.0);
        Self { change }
    }

    /// `up`, `down` or `flat`, as it would be shown with one decimal of a percent.
    pub fn direction(&self) -> &'static str {
        match self.change {
            Some(change) if change >= 0.0005 => "up",
            Some(change) if change <= -0.0005 => "down",
            _ => "flat",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_the_share_of_the_earlier_figure() {
        assert_eq!(Comparison::between(150, 100).change, Some(0.5));
        assert_eq!(Comparison::between(50, 100).direction(), "down");
        assert_eq!(Comparison::between(100_001, 100_000).direction(), "flat");
    }

    #[test]
    fn nothing_compares_with_nothing() {
        let comparison = Comparison::between(7, 0);
        assert_eq!((comparison.change, comparison.direction()), (None, "flat"));
    }
}
