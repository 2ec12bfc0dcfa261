//! What a row says of a service. Pure.

use chrono::{Datelike as _, NaiveDate};
use sha2::{Digest as _, Sha256};

use super::Row;
use crate::domain::{MoneyError, Season, fold, read_money};
use crate::history::bulk::{NO_VISIT, StagedService};
use crate::history::likely_days;
use crate::imports::bookings::is_no_visit;
use crate::imports::fields::Field;
use crate::imports::model::reason;
use crate::services::PRICE_MAX;

impl Row<'_> {
    /// `customer` is who stands in the same row.
    pub fn service(&mut self, customer: Option<String>) -> StagedService {
        if let Some(none) = self.no_visit() {
            return none;
        }
        let date = match self.required(Field::Date) {
            Some(_) => self.date(Field::Date),
            None => None,
        };
        if let Some(date) = date {
            self.expect_likely(date);
            self.compare_year(date);
            self.compare_season(date);
        }
        let customer = match customer {
            None if self.reading.layout.has(Field::CustomerId) => self.required(Field::CustomerId),
            known => known,
        };
        let mut service = StagedService {
            line: self.line,
            customer,
            category: self.owned(Field::Category),
            name: self.required(Field::Service),
            date,
            price: self.price(Field::Price),
            ..StagedService::default()
        };
        service.external_id = match self.reading.layout.has(Field::RowId) {
            true => self.required(Field::RowId),
            false => Some(content_id(&service)),
        };
        service
    }

    /// The row of a booking that came to nothing; the rest of it is not looked at.
    fn no_visit(&self) -> Option<StagedService> {
        let status = self.text(Field::Status).filter(|word| is_no_visit(word))?;
        Some(StagedService {
            line: self.line,
            problem_column: Some(Field::Status.to_string()),
            problem: Some(reason(NO_VISIT, &[status])),
            external_id: self.owned(Field::RowId),
            ..StagedService::default()
        })
    }

    fn price(&mut self, field: Field) -> Option<i64> {
        let typed = self.required(field)?;
        let (decimal, group) = self.choice(field)?.decimal.signs();
        match read_money(
            &typed,
            self.reading.organisation.currency,
            Some(group),
            decimal,
        ) {
            Ok(price) if price < 0 => {
                self.refuse(field, "negative", &[&typed]);
                None
            }
            Ok(price) if price / self.reading.organisation.currency.unit() > PRICE_MAX => {
                self.refuse(field, "money_large", &[&typed]);
                None
            }
            Ok(price) => Some(price),
            Err(error) => {
                let word = match error {
                    MoneyError::NotAnAmount => "money",
                    MoneyError::TooPrecise => "money_precise",
                    MoneyError::TooLarge => "money_large",
                };
                self.refuse(field, word, &[&typed]);
                None
            }
        }
    }

    /// A day that nobody could write down by hand either.
    fn expect_likely(&mut self, date: NaiveDate) {
        if !likely_days(self.reading.today).contains(&date) {
            let typed = self.text(Field::Date).unwrap_or_default();
            self.refuse(Field::Date, "date_far", &[typed]);
        }
    }

    /// Year and season follow from the date; where a file has them and they say otherwise, one of the two is wrong.
    fn compare_year(&mut self, date: NaiveDate) {
        if let Some(year) = self.text(Field::Year)
            && year.parse() != Ok(date.year())
        {
            self.refuse(Field::Year, "contradicts", &[year, &date.to_string()]);
        }
    }

    /// A word that is no season of ours says nothing.
    fn compare_season(&mut self, date: NaiveDate) {
        let Some(word) = self.text(Field::Season) else {
            return;
        };
        let season = season_of(word);
        if season
            .is_some_and(|season| season != Season::of(date, self.reading.organisation.hemisphere))
        {
            self.refuse(Field::Season, "contradicts", &[word, &date.to_string()]);
        }
    }
}

/// Of a file without numbers for its rows: what the row says. Rows that say the same are numbered later.
fn content_id(service: &StagedService) -> String {
    let mut digest = Sha256::new();
    for part in [&service.customer, &service.category, &service.name] {
        digest.update(part.as_deref().unwrap_or_default());
        digest.update([0]);
    }
    digest.update(format!("{:?}{:?}", service.date, service.price));
    let digest = digest.finalize();
    let hex: String = digest[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("row:{hex}")
}

fn season_of(word: &str) -> Option<Season> {
    match fold(word).as_str() {
        "verano" | "summer" => Some(Season::Summer),
        "otono" | "autumn" | "fall" => Some(Season::Autumn),
        "invierno" | "winter" => Some(Season::Winter),
        "primavera" | "spring" => Some(Season::Spring),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_row;
    use super::*;
    use crate::domain::{Currency, Hemisphere, Organisation};

    const SERVICE: &str =
        "id,customer_id,service_type,service_name,service_date,price_paid,season,year";

    #[test]
    fn prices_are_whole_minor_units_and_never_negative() {
        let price = |price: &str| {
            let row = format!("1|1|Spa|Sauna|2025-01-05|{price}||");
            with_row(SERVICE, &row, |row| row.service(None).price)
        };
        assert_eq!(price("45990").0, Some(45_990));
        assert_eq!(price("45990.00").0, Some(45_990));
        assert_eq!(price("0").0, Some(0));
        assert_eq!(price("$45.990.-").0, Some(45_990));
        for bad in ["", "abc", "-5000", "45990.50", "$450.000.000.000.000"] {
            let (price, problems) = price(bad);
            assert_eq!((price, problems.len()), (None, 1), "{bad}");
        }
        let euros = Organisation {
            currency: Currency::EUR,
            hemisphere: Hemisphere::Northern,
            ..Organisation::default()
        };
        assert_eq!(
            euros.locale.parse_money("45990.50", euros.currency),
            Ok(4_599_050)
        );
    }

    #[test]
    fn an_instant_is_the_day_on_which_it_was_there() {
        let row = "1|1|Spa|Sauna|2021-01-25T01:30:00+00:00|10|Verano|2021";
        let (service, problems) = with_row(SERVICE, row, |row| row.service(None));
        assert_eq!(problems, [""; 0]);
        assert_eq!(service.date, NaiveDate::from_ymd_opt(2021, 1, 24));
    }

    #[test]
    fn a_day_that_no_service_can_have_is_a_problem() {
        let problems = |day: &str| {
            let row = format!("1|1|Spa|Sauna|{day}|10||");
            with_row(SERVICE, &row, |row| row.service(None)).1
        };
        assert_eq!(problems("1999-02-03"), [""; 0]);
        assert_eq!(problems("2026-05-01"), [""; 0], "an appointment");
        for day in ["14/02/0025", "31/12/2999"] {
            assert_eq!(
                problems(day),
                [format!("line 2, service_date: {day:?} is too far away")]
            );
        }
    }

    #[test]
    fn a_year_or_season_that_contradicts_the_date_is_a_problem() {
        let problems = |season: &str, year: &str| {
            let row = format!("1|1|Spa|Sauna|2023-01-17|10|{season}|{year}");
            with_row(SERVICE, &row, |row| row.service(None)).1
        };
        assert_eq!(problems("Verano", "2023"), [""; 0]);
        assert_eq!(problems("temporada alta", ""), [""; 0]);
        assert_eq!(
            problems("Invierno", "1999"),
            [
                "line 2, year: \"1999\" contradicts the date 2023-01-17",
                "line 2, season: \"Invierno\" contradicts the date 2023-01-17"
            ]
        );
    }

    #[test]
    fn a_booking_that_came_to_nothing_is_no_visit() {
        let problem = |status: &str| {
            let header = "id,customer_id,service_name,service_date,price_paid,status";
            let row = format!("1|1|Sauna|2023-01-17|10|{status}");
            with_row(header, &row, |row| row.service(None)).0.problem
        };
        assert_eq!((problem("Atendida"), problem("")), (None, None));
        assert_eq!(
            problem("No asistió").as_deref(),
            Some("no_visit\u{1f}No asistió")
        );
    }

    #[test]
    fn a_row_without_a_number_is_known_by_what_it_says() {
        let id = |row: &str| {
            let header = "customer_id,service_type,service_name,service_date,price_paid";
            with_row(header, row, |row| row.service(None))
                .0
                .external_id
                .unwrap()
        };
        let (one, same) = (
            id("1|Spa|Sauna|2025-01-05|10"),
            id("1|Spa|Sauna|05/01/2025|$10"),
        );
        assert_eq!(one, same);
        assert_ne!(one, id("1|Spa|Sauna|2025-01-05|11"));
    }
}
