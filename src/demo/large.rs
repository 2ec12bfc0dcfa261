//! A made-up business of any size. A customer is a function of their number, so that nothing is kept: the history is
//! made in the same order with the same people.

use chrono::{Datelike as _, Days, NaiveDate};
use csv::StringRecord;

use super::catalogue::{OFFERS, Offer};
use super::names::{MEN, SURNAMES, TOWNS, WOMEN};
use super::random::Random;
use crate::domain::fold;
use crate::imports::{Header, Line, Sheet};

/// Five years.
const DAYS: u64 = 1826;
/// Of all customers so many never came.
const NEVER_CAME: f64 = 0.25;
/// How unlike customers are: the logarithm of their visits deviates by this much.
const UNLIKE: f64 = 1.25;
/// Prices of each year before are so much lower.
const INFLATION: f64 = 1.05;

const CUSTOMER_COLUMNS: &[&str] = &[
    "customer_id",
    "name",
    "email",
    "phone",
    "city",
    "region",
    "country",
    "created_at",
    "source",
    "marketing_opt_in",
];
const HISTORY_COLUMNS: &[&str] = &[
    "id",
    "customer_id",
    "service_type",
    "service_name",
    "service_date",
    "price_paid",
];

/// How large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Large {
    pub customers: u64,
    pub services: u64,
}

/// What is the same for a customer and for their history.
struct Person {
    random: Random,
    /// How much they come beside the others; 0 for who never came.
    weight: u64,
    /// The days between which they came, counted from the first of all.
    first_day: f64,
    span: f64,
}

impl Large {
    pub fn customers(self, newest: NaiveDate) -> Sheet {
        let row = move |number| Person::new(number).row(number, newest);
        sheet(CUSTOMER_COLUMNS, (1..=self.customers).map(row))
    }

    /// Exactly as many services as were asked for, to each by weight; at least one to the first customer, on the last day.
    pub fn history(self, newest: NaiveDate) -> Sheet {
        let total: u128 = (1..=self.customers)
            .map(|number| u128::from(Person::new(number).weight))
            .sum();
        let due = move |weight: u128| -> u64 {
            let due = (weight * u128::from(self.services)).div_ceil(total.max(1));
            u64::try_from(due).unwrap_or(u64::MAX)
        };
        let (mut weight, mut id) = (0, 0);
        let visits = (1..=self.customers).flat_map(move |number| {
            let person = Person::new(number);
            let before = due(weight);
            weight += u128::from(person.weight);
            person.visits(number, due(weight) - before, newest)
        });
        let rows = visits.map(move |[customer, category, name, date, price]| {
            id += 1;
            vec![id.to_string(), customer, category, name, date, price]
        });
        sheet(HISTORY_COLUMNS, rows)
    }
}

fn sheet(columns: &[&str], rows: impl Iterator<Item = Vec<String>> + 'static) -> Sheet {
    let line = |(index, row): (i64, Vec<String>)| {
        Ok(Line {
            number: index + 2,
            cells: Some(StringRecord::from(row)),
            damaged: None,
        })
    };
    Sheet {
        header: Header::new(columns.iter().copied()),
        header_line: None,
        lines: Box::new((0..).zip(rows).map(line)),
    }
}

impl Person {
    fn new(number: u64) -> Self {
        let mut random = Random::new(number);
        let comes = number == 1 || !random.chance(NEVER_CAME);
        let weight = (1000.0 * (UNLIKE * random.normal()).exp()).ceil() as u64;
        let span = (DAYS - 1) as f64 * random.share().sqrt();
        let first_day = ((DAYS - 1) as f64 - span) * random.share().powf(0.8);
        Self {
            weight: if comes { weight } else { 0 },
            random,
            first_day,
            span,
        }
    }

    /// As in [`CUSTOMER_COLUMNS`].
    fn row(mut self, number: u64, newest: NaiveDate) -> Vec<String> {
        let random = &mut self.random;
        let names = if random.chance(0.64) { WOMEN } else { MEN };
        let given = *random.early(names);
        let (father, mother) = (*random.early(SURNAMES), *random.early(SURNAMES));
        let (city, region) = *random.early(TOWNS);
        let consent = *random.early(&["true", "true", "false", "false", ""]);
        let source = *random.early(&["web", "instagram", "walk-in", "referido"]);
        vec![
            number.to_string(),
            as_typed(&format!("{given} {father} {mother}"), random),
            email(given, father, number, random),
            phone(random),
            city.to_owned(),
            region.to_owned(),
            "Chile".to_owned(),
            day(self.first_day, newest).to_string(),
            source.to_owned(),
            consent.to_owned(),
        ]
    }

    /// Customer, category, name, date and price of each, oldest first.
    fn visits(mut self, number: u64, count: u64, newest: NaiveDate) -> Vec<[String; 5]> {
        let (first_day, span) = (self.first_day, self.span);
        let random = &mut self.random;
        let mut days: Vec<f64> = (0..count)
            .map(|_| first_day + span * random.share())
            .collect();
        days.sort_by(f64::total_cmp);
        if let (1, Some(last)) = (number, days.last_mut()) {
            *last = (DAYS - 1) as f64;
        }
        let visit = |at| {
            let date = day(at, newest);
            let offer = offer(random);
            let price = price(offer, date, newest, random);
            let (category, name) = (offer.category.to_owned(), offer.name.to_owned());
            let date = date.to_string();
            [number.to_string(), category, name, date, price.to_string()]
        };
        days.into_iter().map(visit).collect()
    }
}

fn day(at: f64, newest: NaiveDate) -> NaiveDate {
    newest - Days::new(DAYS - 1 - (at as u64).min(DAYS - 1))
}

fn as_typed(name: &str, random: &mut Random) -> String {
    match random.below(100) {
        0..5 => name.to_uppercase(),
        5..10 => fold(name),
        _ => name.to_owned(),
    }
}

/// Of a domain that is nobody's.
fn email(given: &str, surname: &str, number: u64, random: &mut Random) -> String {
    if random.chance(0.22) {
        return String::new();
    }
    let local = fold(&format!("{given}.{surname}")).replace(' ', "");
    format!("{local}{number}@example.com")
}

/// Of a block that nobody was given.
fn phone(random: &mut Random) -> String {
    let line = random.below(10_000_000);
    match random.below(20) {
        0 => String::new(),
        1..10 => format!("91{line:07}"),
        _ => format!("+5691{line:07}"),
    }
}

fn offer(random: &mut Random) -> &'static Offer {
    let total = OFFERS.iter().map(|offer| offer.weight).sum();
    let mut place = random.below(total);
    let found = OFFERS.iter().find(|offer| {
        let is_here = place < offer.weight;
        place = place.saturating_sub(offer.weight);
        is_here
    });
    found.unwrap_or(&OFFERS[0])
}

/// The list's of that year, as it is printed on one (…490 or …990), sometimes with a discount.
fn price(offer: &Offer, date: NaiveDate, newest: NaiveDate, random: &mut Random) -> i64 {
    let years = newest.year() - date.year();
    let list = (offer.price as f64 / INFLATION.powi(years) / 500.0).round() as i64 * 500 - 10;
    match random.below(100) {
        0..5 => list * 9 / 10,
        5..8 => list * 8 / 10,
        _ => list,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: NaiveDate = NaiveDate::from_ymd_opt(2025, 10, 25).unwrap();

    fn column(sheet: Sheet, name: &str) -> Vec<String> {
        let place = sheet.header.place(name).unwrap();
        let cell = |line: Line| line.cells.unwrap()[place].to_owned();
        sheet.lines.map(|line| cell(line.unwrap())).collect()
    }

    #[test]
    fn there_are_exactly_as_many_as_were_asked_for() {
        for (customers, services) in [(1, 1), (7, 3), (500, 5000), (3, 0)] {
            let large = Large {
                customers,
                services,
            };
            let people = column(large.customers(NEWEST), "customer_id");
            assert_eq!(people.len() as u64, customers);
            assert_eq!(column(large.history(NEWEST), "id").len() as u64, services);
        }
    }

    #[test]
    fn the_newest_service_is_of_the_last_day_and_none_is_later() {
        let large = Large {
            customers: 200,
            services: 2000,
        };
        let dates = column(large.history(NEWEST), "service_date");
        assert_eq!(dates.iter().max(), Some(&NEWEST.to_string()));
        assert!(dates.iter().min() >= Some(&(NEWEST - Days::new(DAYS)).to_string()));
    }

    #[test]
    fn a_few_customers_come_often_and_many_seldom() {
        let large = Large {
            customers: 1000,
            services: 10_000,
        };
        let mut visits = vec![0_u32; 1001];
        for customer in column(large.history(NEWEST), "customer_id") {
            visits[customer.parse::<usize>().unwrap()] += 1;
        }
        visits.sort_unstable_by(|a, b| b.cmp(a));
        let best: u32 = visits[..100].iter().sum();
        assert!((4000..7000).contains(&best), "{best}");
        assert!(visits.iter().filter(|visits| **visits == 0).count() > 200);
    }

    #[test]
    fn the_same_number_is_the_same_customer() {
        let large = |customers| Large {
            customers,
            services: 10,
        };
        let few = column(large(3).customers(NEWEST), "name");
        let many = column(large(9).customers(NEWEST), "name");
        assert_eq!(few, many[..3]);
    }
}
