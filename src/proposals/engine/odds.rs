//! How often customers alike took a service, from the narrowest description that enough of them share. Pure.

use std::collections::HashMap;

use super::facts::Taken;
use crate::domain::ServiceId;

/// Fewer cases than this say too little.
const ENOUGH: i64 = 30;
/// Places among a customer's favourites that are told apart; all beyond are one.
const PLACES: i16 = 4;
/// Of a service that the customer never took.
const NEVER: i16 = 0;

/// Of `n` cases, in `k` the service was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    pub k: i64,
    pub n: i64,
}

impl Evidence {
    /// Laplace's rule of succession.
    pub fn confidence(self) -> f64 {
        (self.k + 1) as f64 / (self.n + 2) as f64
    }

    fn add(&mut self, other: Self) {
        self.k += other.k;
        self.n += other.n;
    }
}

/// How a customer stands to a service: its place among her favourites, her F score, and her R score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Case {
    pub service: ServiceId,
    pub place: i16,
    pub f: i16,
    pub r: i16,
}

/// The service, its place, R and F; `None` leaves a feature out.
type Description = (ServiceId, Option<i16>, Option<i16>, Option<i16>);

/// All that was learnt of all services.
#[derive(Debug, Default)]
pub struct Odds {
    cases: HashMap<Description, Evidence>,
}

impl Odds {
    pub fn new(rows: impl IntoIterator<Item = (Case, Evidence)>) -> Self {
        let mut odds = Self::default();
        for (case, evidence) in rows {
            for key in descriptions(case) {
                odds.cases.entry(key).or_default().add(evidence);
            }
        }
        odds
    }

    /// What the cases alike say: without F, then without recency, then of everybody until there are enough.
    pub fn find(&self, case: Case) -> Evidence {
        let found = descriptions(case).map(|key| self.cases.get(&key).copied().unwrap_or_default());
        let enough = found.iter().find(|evidence| evidence.n >= ENOUGH);
        *enough.unwrap_or(&found[3])
    }
}

fn descriptions(
    Case {
        service,
        place,
        f,
        r,
    }: Case,
) -> [Description; 4] {
    [
        (service, Some(place), Some(r), Some(f)),
        (service, Some(place), Some(r), None),
        (service, Some(place), None, None),
        (service, None, None, None),
    ]
}

/// A customer's services by how often she took them, then by how lately: 1 is the favourite.
#[derive(Debug, Default)]
pub struct Places(HashMap<ServiceId, i16>);

impl Places {
    pub fn of(taken: &[Taken]) -> Self {
        let mut counts = HashMap::new();
        for taken in taken {
            let (times, last) = counts.entry(taken.service).or_insert((0, taken.date));
            *times += 1;
            *last = taken.date.max(*last);
        }
        let mut services: Vec<_> = counts.into_iter().collect();
        services.sort_unstable_by_key(|(service, (times, last))| {
            (std::cmp::Reverse((*times, *last)), service.get())
        });
        let places = (1..PLACES).chain(std::iter::repeat(PLACES));
        Self(
            services
                .into_iter()
                .map(|(service, _)| service)
                .zip(places)
                .collect(),
        )
    }

    pub fn find(&self, service: ServiceId) -> i16 {
        self.0.get(&service).copied().unwrap_or(NEVER)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn case(place: i16, f: i16, r: i16) -> Case {
        Case {
            service: 1.into(),
            place,
            f,
            r,
        }
    }

    fn odds(rows: &[(i16, i16, i16, i64, i64)]) -> Odds {
        let row = |(place, f, r, k, n): &(i16, i16, i16, i64, i64)| {
            (case(*place, *f, *r), Evidence { k: *k, n: *n })
        };
        Odds::new(rows.iter().map(row))
    }

    #[test]
    fn thirty_cases_of_the_same_description_suffice() {
        let odds = odds(&[(1, 2, 3, 15, 30), (1, 2, 1, 1, 500)]);
        assert_eq!(odds.find(case(1, 2, 3)), Evidence { k: 15, n: 30 });
    }

    #[test]
    fn frequency_goes_first_then_recency_then_the_place() {
        let rows = odds(&[(1, 2, 3, 9, 29), (1, 1, 3, 1, 1), (1, 2, 1, 1, 500)]);
        assert_eq!(rows.find(case(1, 2, 3)), Evidence { k: 10, n: 30 });
        let rows = odds(&[(1, 2, 3, 9, 29), (1, 1, 1, 1, 1)]);
        assert_eq!(rows.find(case(1, 2, 3)), Evidence { k: 10, n: 30 });
        let rows = odds(&[(1, 2, 3, 9, 28), (0, 1, 1, 1, 7)]);
        assert_eq!(rows.find(case(1, 2, 3)), Evidence { k: 10, n: 35 });
    }

    #[test]
    fn another_service_says_nothing_and_without_history_there_is_no_case() {
        let mut rows = vec![(case(1, 2, 3), Evidence { k: 9, n: 90 })];
        rows[0].0.service = 2.into();
        assert_eq!(Odds::new(rows).find(case(1, 2, 3)), Evidence::default());
        assert_eq!(Evidence::default().confidence(), 0.5);
        assert_eq!(Evidence { k: 49, n: 98 }.confidence(), 0.5);
    }

    #[test]
    fn the_favourite_is_what_was_taken_most_and_of_equals_what_was_taken_last() {
        let taken = |service: i64, date: &str| Taken {
            service: service.into(),
            category: "Spa".into(),
            date: date.parse().unwrap(),
        };
        let places = Places::of(&[
            taken(5, "2025-03-01"),
            taken(4, "2025-02-01"),
            taken(3, "2025-02-01"),
            taken(2, "2025-01-01"),
            taken(9, "2024-01-01"),
            taken(9, "2024-01-01"),
        ]);
        let found = [9, 5, 3, 4, 2, 1].map(|service| places.find(service.into()));
        assert_eq!(found, [1, 2, 3, 4, 4, 0]);
    }

    proptest! {
        #[test]
        fn a_confidence_lies_between_nought_and_one_and_grows_with_k(n in 0..1000_i64, k in 0..1000_i64) {
            let k = k.min(n);
            let of = |k, n| Evidence { k, n }.confidence();
            prop_assert!(of(k, n) > 0.0 && of(k, n) < 1.0);
            prop_assert!(of(k + 1, n + 1) > of(k, n + 1));
        }
    }
}
