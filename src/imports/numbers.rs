//! Which sign a file's amounts have before their decimals, found out from a whole column. Pure.

use serde::{Deserialize, Serialize};

/// The sign before the decimals; the other one groups thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decimal {
    /// `1.234,56`
    Comma,
    /// `1,234.56`
    Point,
}

impl Decimal {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Point => "point",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Comma, Self::Point]
            .into_iter()
            .find(|decimal| decimal.as_str() == text)
    }

    /// The sign itself, and the one that groups.
    pub fn signs(self) -> (char, char) {
        match self {
            Self::Comma => (',', '.'),
            Self::Point => ('.', ','),
        }
    }
}

/// What the cells of a column say of their form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NumberSigns {
    pub comma: i64,
    pub point: i64,
    /// `16.990` or `16,990`: by point and by comma.
    pub either_point: i64,
    pub either_comma: i64,
    /// Digits alone.
    pub plain: i64,
    pub other: i64,
}

impl NumberSigns {
    pub fn note(&mut self, cell: &str) {
        let is_unit = |c: char| c.is_alphabetic() || "$€£-−+ \u{a0}\u{202f}'’".contains(c);
        let figure = cell.trim_matches(is_unit);
        let is_figure = !figure.is_empty()
            && figure
                .chars()
                .all(|c| c.is_ascii_digit() || ".,  \u{a0}\u{202f}".contains(c));
        let place = match is_figure {
            true => self.place(figure),
            false => &mut self.other,
        };
        *place += 1;
    }

    fn place(&mut self, figure: &str) -> &mut i64 {
        let (points, commas) = (figure.matches('.').count(), figure.matches(',').count());
        let decimals = figure
            .rfind(['.', ','])
            .map_or(0, |at| figure.len() - at - 1);
        match (points, commas) {
            (0, 0) => &mut self.plain,
            (1.., 1..) if figure.rfind('.') < figure.rfind(',') => &mut self.comma,
            (1.., 1..) => &mut self.point,
            // One that comes twice groups.
            (2.., 0) => &mut self.comma,
            (0, 2..) => &mut self.point,
            (1, 0) if decimals == 3 => &mut self.either_point,
            (0, 1) if decimals == 3 => &mut self.either_comma,
            (1, 0) => &mut self.point,
            _ => &mut self.comma,
        }
    }

    /// Whether most of the column are figures.
    pub fn are_numbers(&self) -> bool {
        self.figures() > self.other
    }

    fn figures(&self) -> i64 {
        self.comma + self.point + self.either_point + self.either_comma + self.plain
    }

    /// The sign that the column shows. Where it shows none, groups of three are thousands: nobody prices in thousandths.
    pub fn guess(&self, usual: Decimal) -> Decimal {
        match self.comma.cmp(&self.point) {
            std::cmp::Ordering::Greater => Decimal::Comma,
            std::cmp::Ordering::Less => Decimal::Point,
            std::cmp::Ordering::Equal => match self.either_point.cmp(&self.either_comma) {
                std::cmp::Ordering::Greater => Decimal::Comma,
                std::cmp::Ordering::Less => Decimal::Point,
                std::cmp::Ordering::Equal => usual,
            },
        }
    }

    /// Whether the column can be read in two ways.
    pub fn is_ambiguous(&self) -> bool {
        let open = self.either_point + self.either_comma > 0;
        open && (self.comma > 0) == (self.point > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(cells: &[&str]) -> NumberSigns {
        let mut signs = NumberSigns::default();
        cells.iter().for_each(|cell| signs.note(cell));
        signs
    }

    #[test]
    fn a_column_shows_its_decimal_sign() {
        for (cells, expected) in [
            (&["$16.990", "$25.990,50"][..], Decimal::Comma),
            (&["16.990,00"], Decimal::Comma),
            (&["1,234.50 USD", "12"], Decimal::Point),
            (&["1.234.567"], Decimal::Comma),
            (&["1,234,567"], Decimal::Point),
            (&["45990.00", "12.5"], Decimal::Point),
            (&["$16.990", "$9.990"], Decimal::Comma),
            (&["16,990", "9,990"], Decimal::Point),
        ] {
            assert_eq!(signs(cells).guess(Decimal::Comma), expected, "{cells:?}");
        }
        assert_eq!(signs(&["45990"]).guess(Decimal::Point), Decimal::Point);
    }

    #[test]
    fn only_what_can_mean_two_things_is_asked() {
        assert!(signs(&["16.990", "9.990"]).is_ambiguous());
        assert!(!signs(&["16.990", "9.990,50"]).is_ambiguous());
        assert!(!signs(&["45990", "12"]).is_ambiguous());
        assert!(!signs(&["abc", "x"]).are_numbers());
    }
}
