//! What would raise a customer to a better segment, and when the present one is lost. Pure.
//!
//! A visit always brings recency back to 3, so what counts is how many services, or how much spend, the next rule still
//! asks for. The date is the first one on which the present segment is gone if the customer stays away.

use chrono::{Days, NaiveDate};

use super::rfm::{Scores, Segment, score, segment};
use crate::domain::{RfmThresholds, average};

impl Segment {
    /// Where a segment stands among the others, the best highest. The order of the rules is another: it names who is
    /// decided first.
    pub const fn standing(self) -> u8 {
        match self {
            Self::Vip => 8,
            Self::Champions => 7,
            Self::Loyal => 6,
            Self::Promising => 5,
            Self::Occasional => 4,
            Self::AtRisk => 3,
            Self::Hibernating => 2,
            Self::Lost => 1,
            Self::NoHistory => 0,
        }
    }
}

/// A customer with at least one service, up to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub last_service: NaiveDate,
    pub services: i64,
    /// In minor units.
    pub spend: i64,
}

/// So many services at the customer's average ticket raise them to a better segment. Frequency and ticket are counted by
/// service: who takes two on a day is twice as near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rise {
    pub to: Segment,
    /// From 1 to [`MOST_SERVICES`].
    pub services: i64,
}

/// More services than these are no advice.
pub const MOST_SERVICES: i64 = 12;

/// One visit at this price, above the average ticket, does it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    pub to: Segment,
    /// In minor units.
    pub amount: i64,
}

/// Without a visit the segment is another from this day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fall {
    pub to: Segment,
    pub on: NaiveDate,
}

/// What may become of a customer. Each part is absent where there is no such way: nothing is better than the best, and
/// who is at the bottom falls no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lift {
    pub now: Segment,
    pub rise: Option<Rise>,
    pub purchase: Option<Purchase>,
    pub fall: Option<Fall>,
}

pub fn lift(today: NaiveDate, customer: &Standing, thresholds: &RfmThresholds) -> Lift {
    let now = named_on(today, customer, thresholds);
    let rise = rise(now, customer, thresholds);
    let is_one_service = rise.is_some_and(|rise| rise.services == 1);
    Lift {
        now,
        rise,
        purchase: (!is_one_service)
            .then(|| purchase(now, customer, thresholds))
            .flatten(),
        fall: fall(today, now, customer, thresholds),
    }
}

fn named_on(day: NaiveDate, customer: &Standing, thresholds: &RfmThresholds) -> Segment {
    let recency = (day - customer.last_service).num_days();
    segment(score(
        recency,
        customer.services,
        customer.spend,
        thresholds,
    ))
}

/// The fewest services that any better cell asks for, and where they lead; `None` where they are too many.
fn rise(now: Segment, customer: &Standing, thresholds: &RfmThresholds) -> Option<Rise> {
    // Who was given more back than was paid adds nothing by coming.
    let ticket = average(customer.spend, customer.services).max(0);
    let better = Scores::all()
        .filter(|cell| cell.r == 3 && segment(*cell).standing() > now.standing())
        .filter_map(|cell| services_to(cell, customer, ticket, thresholds));
    let services = better.min().filter(|services| *services <= MOST_SERVICES)?;
    let to = segment(score(
        0,
        customer.services + services,
        customer.spend + services * ticket,
        thresholds,
    ));
    Some(Rise { to, services })
}

/// After so many services, and no fewer, frequency and spend reach a cell; `None` where they never do.
fn services_to(
    cell: Scores,
    customer: &Standing,
    ticket: i64,
    thresholds: &RfmThresholds,
) -> Option<i64> {
    let services = missing(cell.f, thresholds.f2, thresholds.f3, customer.services);
    let paid = match (
        missing(cell.m, thresholds.m2, thresholds.m3, customer.spend),
        ticket,
    ) {
        (0, _) => 0,
        (_, 0) => return None,
        (spend, ticket) => (spend + ticket - 1) / ticket,
    };
    Some(services.max(paid).max(1))
}

/// How much is missing to a score; 1 asks for nothing.
fn missing(score: i16, two: i64, three: i64, have: i64) -> i64 {
    match score {
        3 => (three - have).max(0),
        2 => (two - have).max(0),
        _ => 0,
    }
}

/// The smallest amount of one visit, if it must be above the average ticket, that leads to a better segment.
fn purchase(now: Segment, customer: &Standing, thresholds: &RfmThresholds) -> Option<Purchase> {
    let after = |amount: i64| {
        let spend = customer.spend + amount;
        segment(score(0, customer.services + 1, spend, thresholds))
    };
    let missing = [thresholds.m2, thresholds.m3].map(|cut| cut - customer.spend);
    let amount = missing
        .into_iter()
        .filter(|amount| *amount > 0 && after(*amount).standing() > now.standing())
        .min()?;
    Some(Purchase {
        to: after(amount),
        amount,
    })
}

/// The first day after today that has another name for the customer: the day after a cut of recency.
fn fall(
    today: NaiveDate,
    now: Segment,
    customer: &Standing,
    thresholds: &RfmThresholds,
) -> Option<Fall> {
    [thresholds.r3_days, thresholds.r2_days]
        .into_iter()
        .filter_map(|days| {
            let days = u64::try_from(days).ok()?;
            customer.last_service.checked_add_days(Days::new(days + 1))
        })
        .filter(|day| *day > today)
        .map(|on| Fall {
            to: named_on(on, customer, thresholds),
            on,
        })
        .find(|fall| fall.to != now)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const TODAY: &str = "2025-10-26";

    fn customer(recency: u64, services: i64, spend: i64) -> Standing {
        Standing {
            last_service: day(TODAY) - Days::new(recency),
            services,
            spend,
        }
    }

    fn lift_of(recency: u64, services: i64, spend: i64) -> Lift {
        lift(
            day(TODAY),
            &customer(recency, services, spend),
            &RfmThresholds::default(),
        )
    }

    /// Comes once more and once more until the name is better; and stays away day by day until it is another.
    fn by_trying(today: NaiveDate, customer: &Standing, thresholds: &RfmThresholds) -> Lift {
        let now = named_on(today, customer, thresholds);
        let ticket = average(customer.spend, customer.services).max(0);
        let after = |services: i64, amount: i64| {
            segment(score(
                0,
                customer.services + services,
                customer.spend + amount,
                thresholds,
            ))
        };
        let is_better = |to: Segment| to.standing() > now.standing();
        let rise = (1..=MOST_SERVICES)
            .map(|services| Rise {
                to: after(services, services * ticket),
                services,
            })
            .find(|rise| is_better(rise.to));
        let purchase = (1..=4000)
            .map(|amount| Purchase {
                to: after(1, amount),
                amount,
            })
            .find(|purchase| is_better(purchase.to));
        let fall = today
            .iter_days()
            .skip(1)
            .take(400)
            .map(|on| Fall {
                to: named_on(on, customer, thresholds),
                on,
            })
            .find(|fall| fall.to != now);
        Lift {
            now,
            rise,
            purchase: purchase.filter(|_| rise.is_none_or(|rise| rise.services > 1)),
            fall,
        }
    }

    fn thresholds() -> impl Strategy<Value = RfmThresholds> {
        (0..60, 1..60, 2..12i64, 1..12i64, 1..900i64, 1..900i64).prop_map(
            |(r3_days, r, f2, f, m2, m)| RfmThresholds {
                r3_days,
                r2_days: r3_days + r,
                f3: f2 + f,
                f2,
                m3: m2 + m,
                m2,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_said_is_what_trying_finds(
            thresholds in thresholds(),
            recency in 0..200u64,
            services in 1..30i64,
            spend in -50..2500i64,
        ) {
            let customer = customer(recency, services, spend);
            let tried = by_trying(day(TODAY), &customer, &thresholds);
            prop_assert_eq!(lift(day(TODAY), &customer, &thresholds), tried);
        }
    }

    #[test]
    fn for_each_of_the_27_cells_what_is_said_is_what_trying_finds() {
        let thresholds = RfmThresholds {
            m3: 2000,
            m2: 1000,
            ..RfmThresholds::default()
        };
        for cell in Scores::all() {
            let recency = [200, 120, 30][cell.r as usize - 1];
            let services = [3, 7, 12][cell.f as usize - 1];
            let spend = [600, 1500, 2600][cell.m as usize - 1];
            let customer = customer(recency, services, spend);
            let said = lift(day(TODAY), &customer, &thresholds);
            assert_eq!(said.now, segment(cell), "{cell:?}");
            assert_eq!(
                said,
                by_trying(day(TODAY), &customer, &thresholds),
                "{cell:?}"
            );
            assert_eq!(said.rise.is_none(), said.now == Segment::Vip, "{cell:?}");
            assert_eq!(said.fall.is_none(), cell.r == 1, "{cell:?}");
        }
    }

    #[test]
    fn one_more_visit_before_the_day_on_which_she_would_be_at_risk_makes_her_champion() {
        // Four services at 200,000: one more is the fifth, and the money is there.
        let said = lift_of(170, 4, 800_000);
        assert_eq!(said.now, Segment::Occasional);
        let rise = Rise {
            to: Segment::Champions,
            services: 1,
        };
        assert_eq!((said.rise, said.purchase), (Some(rise), None));
        let fall = Fall {
            to: Segment::Hibernating,
            on: day("2025-11-06"),
        };
        assert_eq!(said.fall, Some(fall));
    }

    #[test]
    fn a_dearer_visit_may_do_what_many_services_would() {
        // Loyal with nine services at 40,000: four more come to half a million, one at 140,000 too.
        let said = lift_of(10, 9, 360_000);
        let (rise, purchase) = (said.rise.unwrap(), said.purchase.unwrap());
        assert_eq!((rise.services, rise.to), (4, Segment::Champions));
        assert_eq!(purchase.amount, 140_000);
        // At 10,000 it would be 41: nobody is advised that.
        let said = lift_of(10, 9, 90_000);
        assert_eq!((said.now, said.rise), (Segment::Loyal, None));
        let purchase = said.purchase.unwrap();
        assert_eq!(
            (purchase.amount, purchase.to),
            (410_000, Segment::Champions)
        );
        assert_eq!(
            said.fall,
            Some(Fall {
                to: Segment::AtRisk,
                on: day("2026-04-15")
            })
        );
    }

    #[test]
    fn the_best_only_fall_and_who_pays_nothing_rises_by_coming_alone() {
        let best = lift_of(0, 20, 5_000_000);
        assert_eq!((best.rise, best.purchase), (None, None));
        assert_eq!(best.fall.map(|fall| fall.to), Some(Segment::Champions));
        let free = lift_of(0, 9, 0);
        assert_eq!(free.rise, None);
        assert_eq!(
            lift_of(0, 1, 0).rise.map(|rise| (rise.services, rise.to)),
            Some((4, Segment::Loyal))
        );
    }
}
