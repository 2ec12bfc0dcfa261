//! Cuts that divide the customers with history into equal parts. Pure.
//!
//! All customers are put in a row by a figure, the best first. The cut of score 3 is the figure of the last one of the best part,
//! that of score 2 of the last one of the next. Who has the same figure has the same score, so with ties a part is
//! larger than its share, at the cost of the next. A cut is never so low that a single service, or no spend,
//! would be enough, and the cuts of 3 and 2 always differ.

use crate::domain::RfmThresholds;

/// The figures at the two cuts, as they stand in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtCuts {
    /// Days since the last service.
    pub recency: [i64; 2],
    pub services: [i64; 2],
    /// In minor units.
    pub spend: [i64; 2],
}

/// The places of the two cuts among `customers`, counted from 1: the last of the best part and of the next.
pub fn places(customers: i64, parts: i64) -> [i64; 2] {
    [1, 2].map(|part| (part * customers + parts - 1) / parts)
}

/// The thresholds that the figures at the cuts give.
pub fn thresholds(at: &AtCuts) -> RfmThresholds {
    let days = |days: i64| i32::try_from(days).unwrap_or(i32::MAX - 1).max(0);
    let r3_days = days(at.recency[0]);
    let f2 = at.services[1].max(2);
    let m2 = at.spend[1].max(1);
    RfmThresholds {
        r3_days,
        r2_days: days(at.recency[1]).max(r3_days + 1),
        f3: at.services[0].max(f2 + 1),
        f2,
        m3: at.spend[0].max(m2 + 1),
        m2,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The figures of a row of customers at the cuts.
    fn at(mut row: Vec<i64>, places: [i64; 2], rising: bool) -> [i64; 2] {
        row.sort_unstable();
        if !rising {
            row.reverse();
        }
        places.map(|place| row[place as usize - 1])
    }

    #[test]
    fn terciles_of_nine_different_customers_are_three_threes() {
        assert_eq!(places(9, 3), [3, 6]);
        assert_eq!((places(10, 3), places(1, 3)), ([4, 7], [1, 1]));
        let cuts = thresholds(&AtCuts {
            recency: [30, 60],
            services: [7, 4],
            spend: [70, 40],
        });
        let expected = RfmThresholds {
            r3_days: 30,
            r2_days: 60,
            f3: 7,
            f2: 4,
            m3: 70,
            m2: 40,
        };
        assert_eq!(cuts, expected);
    }

    #[test]
    fn where_most_came_once_and_paid_nothing_once_and_nothing_stay_at_the_bottom() {
        let cuts = thresholds(&AtCuts {
            recency: [0, 0],
            services: [1, 1],
            spend: [0, 0],
        });
        assert_eq!((cuts.r3_days, cuts.r2_days), (0, 1));
        assert_eq!((cuts.f3, cuts.f2, cuts.m3, cuts.m2), (3, 2, 2, 1));
    }

    proptest! {
        #[test]
        fn each_part_has_its_share_at_least_and_equal_figures_one_score(
            row in prop::collection::vec(2..40i64, 1..200),
            parts in 3..=10i64,
        ) {
            let count = row.len() as i64;
            let places = places(count, parts);
            let cuts = thresholds(&AtCuts {
                recency: at(row.clone(), places, true),
                services: at(row.clone(), places, false),
                spend: at(row.clone(), places, false),
            });
            prop_assert!(cuts.r3_days < cuts.r2_days && 1 < cuts.f2 && cuts.f2 < cuts.f3);
            prop_assert!(0 < cuts.m2 && cuts.m2 < cuts.m3);
            let with = |holds: &dyn Fn(i64) -> bool| row.iter().filter(|n| holds(**n)).count() as i64;
            // The best part; of the first two parts together only where the cuts were not moved apart.
            prop_assert!(with(&|n| n <= cuts.r3_days.into()) * parts >= count);
            prop_assert!(with(&|n| n <= cuts.r2_days.into()) * parts >= 2 * count);
            prop_assert!(with(&|n| n >= cuts.f2) * parts >= 2 * count);
        }
    }
}
