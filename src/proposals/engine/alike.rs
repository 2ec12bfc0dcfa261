//! Which past visits count as alike: the narrowest description that enough of them share. Pure.

/// Fewer anchors than this say too little.
const ENOUGH: i64 = 30;

/// How many anchors have one description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorCount {
    pub category: String,
    pub f: i16,
    pub recency_band: i16,
    pub n: i64,
}

/// A description of anchors; `None` leaves a feature out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Alike {
    pub category: Option<String>,
    pub f: Option<i16>,
    pub recency_band: Option<i16>,
    /// How many anchors have it.
    pub n: i64,
}

impl Alike {
    fn covers(&self, count: &AnchorCount) -> bool {
        self.category
            .as_ref()
            .is_none_or(|category| *category == count.category)
            && self.f.is_none_or(|f| f == count.f)
            && self
                .recency_band
                .is_none_or(|band| band == count.recency_band)
    }

    fn counted(self, counts: &[AnchorCount]) -> Self {
        let n = counts
            .iter()
            .filter(|count| self.covers(count))
            .map(|count| count.n)
            .sum();
        Self { n, ..self }
    }
}

/// The description of a customer of today, without recency, then without F, then without anything until there are
/// enough anchors.
pub fn find(counts: &[AnchorCount], category: &str, f: i16, recency_band: i16) -> Alike {
    let same_category = || Some(category.to_owned());
    let steps = [
        (same_category(), Some(f), Some(recency_band)),
        (same_category(), Some(f), None),
        (same_category(), None, None),
    ];
    steps
        .into_iter()
        .map(|(category, f, recency_band)| Alike {
            category,
            f,
            recency_band,
            n: 0,
        })
        .map(|alike| alike.counted(counts))
        .find(|alike| alike.n >= ENOUGH)
        .unwrap_or_else(|| Alike::default().counted(counts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(rows: &[(&str, i16, i16, i64)]) -> Vec<AnchorCount> {
        let count = |(category, f, recency_band, n): &(&str, i16, i16, i64)| AnchorCount {
            category: (*category).to_owned(),
            f: *f,
            recency_band: *recency_band,
            n: *n,
        };
        rows.iter().map(count).collect()
    }

    #[test]
    fn thirty_anchors_of_the_same_description_suffice() {
        let counts = counts(&[("Spa", 2, 3, 30), ("Spa", 2, 1, 500)]);
        let alike = find(&counts, "Spa", 2, 3);
        assert_eq!((alike.recency_band, alike.n), (Some(3), 30));
    }

    #[test]
    fn recency_goes_first_then_frequency_then_all() {
        let rows = counts(&[("Spa", 2, 3, 29), ("Spa", 2, 1, 1), ("Spa", 1, 1, 0)]);
        let alike = find(&rows, "Spa", 2, 3);
        assert_eq!((alike.f, alike.recency_band, alike.n), (Some(2), None, 30));

        let rows = counts(&[("Spa", 2, 3, 29), ("Spa", 1, 1, 1), ("Yoga", 2, 3, 90)]);
        let alike = find(&rows, "Spa", 2, 3);
        assert_eq!((alike.f, alike.n), (None, 30));

        let rows = counts(&[("Spa", 2, 3, 29), ("Yoga", 2, 3, 90)]);
        assert_eq!(
            find(&rows, "Spa", 2, 3),
            Alike {
                n: 119,
                ..Alike::default()
            }
        );
    }

    #[test]
    fn without_any_history_nothing_is_alike() {
        assert_eq!(find(&[], "Spa", 1, 3), Alike::default());
    }
}
