//! Lists that are shown page by page. Pure.

use super::Page;

/// Which page of a list is shown, and how many rows the whole list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    number: i64,
    total: i64,
}

impl Pages {
    /// Of a page.
    pub const ROWS: i64 = 50;
    /// A page beyond it asks to filter.
    const LAST: i64 = 200;
    /// Rows beyond these are on no page; a total of which more is known needs no more counting.
    pub const REACHED: i64 = Self::ROWS * Self::LAST;

    /// The page that is asked for, or the nearest that there is.
    pub fn new(asked: i64, total: i64) -> Self {
        let first = Self { number: 1, total };
        Self {
            number: asked.clamp(1, first.last()),
            total,
        }
    }

    pub fn number(&self) -> i64 {
        self.number
    }

    pub fn total(&self) -> i64 {
        self.total
    }

    pub fn last(&self) -> i64 {
        ((self.total + Self::ROWS - 1) / Self::ROWS).clamp(1, Self::LAST)
    }

    /// How many rows stand before the page.
    pub fn offset(&self) -> i64 {
        (self.number - 1) * Self::ROWS
    }

    /// Whether there are rows that no page reaches.
    pub fn is_cut(&self) -> bool {
        self.total > Self::REACHED
    }

    /// "1–50 de 3.053"
    pub fn range(&self, page: &Page) -> String {
        self.range_of(page, page.number(self.total))
    }

    /// The same where the total is told in other words: "1–50 de más de 10.000".
    pub fn range_of(&self, page: &Page, total: String) -> String {
        let (from, to) = self.rows();
        page.tv3(
            "pager-range",
            ("from", page.number(from)),
            ("to", page.number(to)),
            ("total", total),
        )
    }

    /// The first and the last row of the page, counted from 1.
    fn rows(&self) -> (i64, i64) {
        let (before, through) = (self.offset(), self.offset() + Self::ROWS);
        ((before + 1).min(self.total), through.min(self.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lies_between_the_first_and_the_last() {
        let shown = |asked| Pages::new(asked, 120).number();
        assert_eq!([-1, 0, 1, 2, 3, 9].map(shown), [1, 1, 1, 2, 3, 3]);
        assert_eq!(Pages::new(7, 0).number(), 1);
        assert_eq!(Pages::new(999, 1_000_000).number(), Pages::LAST);
    }

    #[test]
    fn a_list_ends_at_its_last_page_or_at_the_limit() {
        let last = |total| Pages::new(1, total).last();
        assert_eq!([0, 1, 50, 51].map(last), [1, 1, 1, 2]);
        assert_eq!(last(5_000_000), Pages::LAST);
        let is_cut = |total| Pages::new(1, total).is_cut();
        assert!(is_cut(Pages::REACHED + 1) && !is_cut(Pages::REACHED));
    }

    #[test]
    fn a_page_knows_its_rows_and_those_before_it() {
        let rows = |asked, total| Pages::new(asked, total).rows();
        assert_eq!(rows(1, 0), (0, 0));
        assert_eq!(rows(1, 50), (1, 50));
        assert_eq!(rows(3, 120), (101, 120));
        assert_eq!(Pages::new(3, 120).offset(), 100);
    }
}
