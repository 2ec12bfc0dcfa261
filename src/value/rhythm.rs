//! How often a customer comes for what, and whether she is overdue. Pure.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

/// A median of fewer intervals than these is drawn towards that of the category.
pub const INTERVALS_OF_ONES_OWN: usize = 3;

/// The days on which a customer took something of a category.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Visited {
    pub category: String,
    /// Each once, in order.
    pub days: Vec<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythm {
    pub category: String,
    pub visits: usize,
    /// Days from one visit to the next.
    pub interval: i64,
    pub last: NaiveDate,
    /// When she is expected again: an interval after the last visit; in what she comes for most, after the last of any kind.
    pub due: NaiveDate,
}

/// A customer's rhythms: the first is of what she comes for most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythms {
    pub all: Vec<Rhythm>,
    /// Of any category.
    pub last_visit: NaiveDate,
}

impl Rhythms {
    /// `medians` has what is usual in each category, in days. `None` where nothing can be said of what she comes for most.
    pub fn of(visited: &[Visited], medians: &HashMap<String, i64>) -> Option<Self> {
        let last_visit = visited.iter().filter_map(|one| one.days.last()).max()?;
        let most = visited.iter().min_by(|a, b| in_order(a, b))?;
        let rhythm = |one: &Visited| Rhythm::of(one, medians.get(&one.category).copied());
        rhythm(most)?;
        let mut visited: Vec<&Visited> = visited.iter().collect();
        visited.sort_by(|a, b| in_order(a, b));
        let mut all: Vec<Rhythm> = visited.into_iter().filter_map(rhythm).collect();
        if let Some(main) = all.first_mut() {
            main.due = after(*last_visit, main.interval);
        }
        Some(Self {
            all,
            last_visit: *last_visit,
        })
    }

    /// What she comes for most.
    pub fn main(&self) -> Option<&Rhythm> {
        self.all.first()
    }

    /// The last visit, where it was for something else than she comes for most: from it she is expected again.
    pub fn came_for_else(&self) -> Option<NaiveDate> {
        let main = self.main()?;
        (self.last_visit > main.last).then_some(self.last_visit)
    }

    /// Since when she is overdue: what she comes for most was due before today.
    pub fn overdue_since(&self, today: NaiveDate) -> Option<NaiveDate> {
        let due = self.main()?.due;
        (due < today).then_some(due)
    }
}

/// By number of visits, then the last, then the name.
fn in_order(a: &Visited, b: &Visited) -> std::cmp::Ordering {
    let rank = |one: &Visited| (one.days.len(), one.days.last().copied());
    rank(b)
        .cmp(&rank(a))
        .then_with(|| a.category.cmp(&b.category))
}

impl Rhythm {
    fn of(visited: &Visited, categorys: Option<i64>) -> Option<Self> {
        let last = *visited.days.last()?;
        let interval = interval(&visited.days, categorys)?;
        Some(Self {
            category: visited.category.clone(),
            visits: visited.days.len(),
            interval,
            last,
            due: after(last, interval),
        })
    }

    /// Whether the interval is her own, at least in part: one visit has only what is usual in the category.
    pub fn is_own(&self) -> bool {
        self.visits > 1
    }
}

fn after(day: NaiveDate, interval: i64) -> NaiveDate {
    day + Days::new(interval.unsigned_abs())
}

/// Days from one visit to the next: the median of her own intervals, drawn towards the category's as far as three are
/// missing. `days` in order, each once. `None` without any interval to go by.
pub fn interval(days: &[NaiveDate], categorys: Option<i64>) -> Option<i64> {
    let own = median(days);
    let count = days.len().saturating_sub(1).min(INTERVALS_OF_ONES_OWN);
    let drawn = match (own, categorys) {
        (Some(own), Some(categorys)) => {
            let missing = INTERVALS_OF_ONES_OWN - count;
            (own * count as f64 + categorys as f64 * missing as f64) / INTERVALS_OF_ONES_OWN as f64
        }
        (Some(own), None) => own,
        (None, Some(categorys)) => categorys as f64,
        (None, None) => return None,
    };
    Some((drawn.round() as i64).max(1))
}

/// The median interval in days, between the middle two where their number is even.
pub fn median(days: &[NaiveDate]) -> Option<f64> {
    let between = |pair: &[NaiveDate]| (pair[1] - pair[0]).num_days();
    let mut intervals: Vec<i64> = days.windows(2).map(between).collect();
    intervals.sort_unstable();
    let (low, high) = (intervals.len().checked_sub(1)? / 2, intervals.len() / 2);
    Some((intervals[low] + intervals[high]) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Days from the start of 2025.
    fn visited(category: &str, days: &[u64]) -> Visited {
        let at = |after: &u64| day("2025-01-01") + Days::new(*after);
        Visited {
            category: category.into(),
            days: days.iter().map(at).collect(),
        }
    }

    fn medians() -> HashMap<String, i64> {
        [("Masajes".into(), 40), ("Spa".into(), 100)].into()
    }

    #[test]
    fn three_intervals_are_ones_own() {
        let own = visited("Masajes", &[0, 10, 30, 60]);
        assert_eq!(interval(&own.days, Some(400)), Some(20));
        let even = visited("Masajes", &[0, 10, 30, 60, 100]);
        assert_eq!(interval(&even.days, Some(400)), Some(25));
    }

    #[test]
    fn fewer_are_drawn_towards_the_categorys() {
        let interval = |days: &[u64]| interval(&visited("Masajes", days).days, Some(40));
        assert_eq!(interval(&[0]), Some(40));
        assert_eq!(interval(&[0, 10]), Some(30));
        assert_eq!(interval(&[0, 10, 20]), Some(20));
    }

    #[test]
    fn without_a_median_of_the_category_ones_own_holds() {
        assert_eq!(interval(&visited("Spa", &[0, 10]).days, None), Some(10));
        assert_eq!(interval(&visited("Spa", &[0]).days, None), None);
        assert_eq!(Rhythms::of(&[visited("Barro", &[0])], &medians()), None);
        assert_eq!(Rhythms::of(&[], &medians()), None);
    }

    #[test]
    fn overdue_is_who_has_not_come_since_it_was_due() {
        let massages = visited("Masajes", &[0, 30, 60, 90]);
        let due = day("2025-01-01") + Days::new(120);
        let of = |visited: &[Visited]| Rhythms::of(visited, &medians()).unwrap();
        let rhythms = of(std::slice::from_ref(&massages));
        assert_eq!(rhythms.main().unwrap().due, due);
        assert_eq!(rhythms.overdue_since(due), None, "on the day itself");
        assert_eq!(rhythms.overdue_since(due + Days::new(1)), Some(due));

        let earlier = of(&[visited("Spa", &[80]), massages]);
        assert_eq!(earlier.came_for_else(), None);
        assert_eq!(earlier.overdue_since(due + Days::new(1)), Some(due));
    }

    #[test]
    fn a_visit_for_something_else_puts_off_when_the_main_thing_is_due() {
        let came = day("2025-01-01") + Days::new(200);
        let both = [visited("Spa", &[200]), visited("Masajes", &[0, 30, 60, 90])];
        let rhythms = Rhythms::of(&both, &medians()).unwrap();
        let main = rhythms.main().unwrap();
        assert_eq!((main.category.as_str(), main.interval), ("Masajes", 30));
        assert_eq!(rhythms.came_for_else(), Some(came));
        let due = came + Days::new(30);
        assert_eq!(rhythms.overdue_since(due), None);
        assert_eq!(rhythms.overdue_since(due + Days::new(840)), Some(due));
        assert_eq!(rhythms.all[1].due, came + Days::new(100));
    }

    proptest! {
        #[test]
        fn an_interval_lies_between_ones_own_and_the_categorys(
            days in proptest::collection::btree_set(0u64..3000, 1..20), categorys in 1i64..400,
        ) {
            let days: Vec<u64> = days.into_iter().collect();
            let visited = visited("Masajes", &days);
            let drawn = interval(&visited.days, Some(categorys)).unwrap();
            let own = median(&visited.days).unwrap_or(categorys as f64);
            let (least, most) = (own.min(categorys as f64), own.max(categorys as f64));
            prop_assert!(drawn as f64 >= least - 0.5 && drawn as f64 <= most + 0.5);
            if days.len() > INTERVALS_OF_ONES_OWN {
                prop_assert!((drawn as f64 - own).abs() <= 0.5);
            }
        }

        #[test]
        fn who_is_overdue_stays_so_until_she_comes(
            days in proptest::collection::btree_set(0u64..3000, 1..20), later in 1u64..500, more in 1u64..500,
        ) {
            let days: Vec<u64> = days.into_iter().collect();
            let masajes = visited("Masajes", &days);
            let today = *masajes.days.last().unwrap() + Days::new(later);
            let rhythms = Rhythms::of(std::slice::from_ref(&masajes), &medians()).unwrap();
            let since = rhythms.overdue_since(today);
            prop_assert_eq!(since.is_some(), rhythms.main().unwrap().due < today);
            if since.is_some() {
                prop_assert_eq!(rhythms.overdue_since(today + Days::new(more)), since);
                let came = Visited { category: "Spa".into(), days: vec![today] };
                let after = Rhythms::of(&[masajes, came], &medians()).unwrap();
                prop_assert_eq!(after.overdue_since(today), None);
                let due = today + Days::new(after.main().unwrap().interval.unsigned_abs());
                prop_assert_eq!(after.overdue_since(due), None);
                prop_assert_eq!(after.overdue_since(due + Days::new(more)), Some(due));
            }
        }
    }
}
