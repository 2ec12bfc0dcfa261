//! What a row of a file says, as rows to be stored. Pure. A cell without anything but white space is an absent one.

use chrono::{DateTime, Datelike as _, NaiveDate};
use csv::StringRecord;

use super::model::Problem;
use super::sheet::Header;
use crate::customers::bulk::StagedCustomer;
use crate::customers::reading;
use crate::domain::{Organisation, Season, fold};
use crate::history::bulk::StagedService;

/// One row under examination: what is wrong with it gathers here.
pub struct Row<'a> {
    header: &'a Header,
    cells: &'a StringRecord,
    organisation: &'a Organisation,
    line: i64,
    pub problems: Vec<Problem>,
}

impl<'a> Row<'a> {
    pub fn new(
        header: &'a Header,
        cells: &'a StringRecord,
        organisation: &'a Organisation,
        line: i64,
    ) -> Self {
        Self {
            header,
            cells,
            organisation,
            line,
            problems: Vec::new(),
        }
    }

    pub fn customer(&mut self) -> StagedCustomer {
        let own_country = &self.organisation.country;
        let (country, phone, tax_id) = (
            self.text("country"),
            self.text("phone"),
            self.text("document_id"),
        );
        let phone_e164 = phone
            .and_then(|typed| reading::phone(typed, country, own_country))
            .map(|phone| phone.e164);
        let tax_id_key =
            tax_id.and_then(|typed| reading::tax_id(typed, country, own_country).ok()?.key);
        StagedCustomer {
            line: self.line,
            external_id: self.required("customer_id"),
            full_name: self.required("name"),
            email: self.owned("email"),
            phone: phone.map(str::to_owned),
            phone_e164,
            tax_id: tax_id.map(str::to_owned),
            tax_id_key,
            city: self.owned("city"),
            region: self.owned("region"),
            country: country.map(str::to_owned),
            birth_date: self.date("birth_date"),
            created_on: self.date("created_at"),
            source: self.owned("source"),
            notes: self.owned("notes"),
            opt_in: self.flag("marketing_opt_in"),
            ..StagedCustomer::default()
        }
    }

    pub fn service(&mut self) -> StagedService {
        let date = match self.required("service_date") {
            Some(_) => self.date("service_date"),
            None => None,
        };
        if let Some(date) = date {
            self.compare_year(date);
            self.compare_season(date);
        }
        StagedService {
            line: self.line,
            external_id: self.required("id"),
            customer: self.required("customer_id"),
            category: self.required("service_type"),
            name: self.required("service_name"),
            date,
            price: self.price("price_paid"),
            ..StagedService::default()
        }
    }

    fn text(&self, column: &str) -> Option<&'a str> {
        let text = self.cells.get(self.header.place(column)?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn owned(&self, column: &str) -> Option<String> {
        self.text(column).map(str::to_owned)
    }

    fn required(&mut self, column: &'static str) -> Option<String> {
        let text = self.owned(column);
        if text.is_none() {
            self.refuse(column, "missing".to_owned());
        }
        text
    }

    /// `2025-10-26`, or an instant with its offset, whose day is the organisation's.
    fn date(&mut self, column: &'static str) -> Option<NaiveDate> {
        let typed = self.text(column)?;
        let zone = self.organisation.time_zone;
        let instant = || {
            let instant = DateTime::parse_from_rfc3339(typed).ok()?;
            Some(instant.with_timezone(&zone).date_naive())
        };
        let date = NaiveDate::parse_from_str(typed, "%Y-%m-%d")
            .ok()
            .or_else(instant);
        if date.is_none() {
            self.refuse(column, format!("{typed:?} is not a date (2025-10-26)"));
        }
        date
    }

    fn price(&mut self, column: &'static str) -> Option<i64> {
        let typed = self.required(column)?;
        let organisation = self.organisation;
        match organisation
            .locale
            .parse_money(&typed, organisation.currency)
        {
            Ok(price) if price < 0 => {
                self.refuse(column, format!("{typed:?} is negative"));
                None
            }
            Ok(price) => Some(price),
            Err(error) => {
                self.refuse(column, format!("{typed:?}: {error}"));
                None
            }
        }
    }

    fn flag(&mut self, column: &'static str) -> Option<bool> {
        let typed = self.text(column)?;
        match fold(typed).as_str() {
            "true" | "t" | "1" | "yes" | "y" | "si" | "s" => Some(true),
            "false" | "f" | "0" | "no" | "n" => Some(false),
            _ => {
                self.refuse(column, format!("{typed:?} is neither true nor false"));
                None
            }
        }
    }

    /// Year and season follow from the date; where a file has them and they say otherwise, one of the two is wrong.
    fn compare_year(&mut self, date: NaiveDate) {
        if let Some(year) = self.text("year")
            && year.parse() != Ok(date.year())
        {
            self.refuse("year", format!("{year:?} contradicts the date {date}"));
        }
    }

    /// A word that is no season of ours says nothing.
    fn compare_season(&mut self, date: NaiveDate) {
        let Some(word) = self.text("season") else {
            return;
        };
        let season = season_of(word);
        if season.is_some_and(|season| season != Season::of(date, self.organisation.hemisphere)) {
            self.refuse("season", format!("{word:?} contradicts the date {date}"));
        }
    }

    fn refuse(&mut self, column: &'static str, reason: String) {
        self.problems.push(Problem {
            line: self.line,
            column: column.to_owned(),
            reason,
        });
    }
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
    use super::*;
    use crate::domain::{Currency, Hemisphere};

    fn with_row<T>(header: &str, row: &str, read: impl Fn(&mut Row) -> T) -> (T, Vec<String>) {
        let header = Header::new(header.split(','));
        let cells = StringRecord::from(row.split('|').collect::<Vec<_>>());
        let organisation = Organisation::default();
        let mut row = Row::new(&header, &cells, &organisation, 2);
        let read = read(&mut row);
        (read, row.problems.iter().map(Problem::to_string).collect())
    }

    const CUSTOMER: &str =
        "customer_id,name,email,phone,document_id,country,birth_date,created_at,marketing_opt_in";
    const SERVICE: &str =
        "id,customer_id,service_type,service_name,service_date,price_paid,season,year";

    #[test]
    fn what_people_typed_is_kept_beside_what_could_be_read() {
        let row = "1|  ANA  Peña |no tiene|(0)2 sin|41.950.470-k|chile||2023-10-05|";
        let (customer, problems) = with_row(CUSTOMER, row, |row| row.customer());
        assert_eq!(problems, [""; 0]);
        assert_eq!(customer.full_name.as_deref(), Some("ANA  Peña"));
        assert_eq!(customer.email.as_deref(), Some("no tiene"));
        assert_eq!(customer.phone.as_deref(), Some("(0)2 sin"));
        assert_eq!(customer.phone_e164, None);
        assert_eq!(customer.tax_id.as_deref(), Some("41.950.470-k"));
        assert_eq!(customer.tax_id_key.as_deref(), Some("41950470-K"));
        assert_eq!((customer.opt_in, customer.birth_date), (None, None));
    }

    #[test]
    fn a_phone_is_read_as_in_the_country_of_its_row() {
        let phone = |country: &str| {
            let row = format!("1|Ana||612 34 56 78||{country}|||");
            with_row(CUSTOMER, &row, |row| row.customer()).0.phone_e164
        };
        assert_eq!(phone("España").as_deref(), Some("+34612345678"));
        assert_eq!(phone("").as_deref(), Some("+56612345678"));
        assert_eq!(phone("Brasil").as_deref(), Some("+56612345678"));
    }

    #[test]
    fn a_tax_id_is_read_as_in_the_country_of_its_row() {
        let key = |typed: &str, country: &str| {
            let row = format!("1|Ana|||{typed}|{country}|||");
            with_row(CUSTOMER, &row, |row| row.customer()).0.tax_id_key
        };
        assert_eq!(key("12345678z", "España").as_deref(), Some("12345678Z"));
        assert_eq!(key("41.950.470-k", "España").as_deref(), Some("41950470-K"));
        assert_eq!(key("12345678z", ""), None);
    }

    #[test]
    fn every_problem_of_a_row_is_told_at_once() {
        let row = " ||a@b.cl||||2025-02-30|yesterday|maybe";
        let (_, problems) = with_row(CUSTOMER, row, |row| row.customer());
        assert_eq!(
            problems,
            [
                "line 2, customer_id: missing",
                "line 2, name: missing",
                "line 2, birth_date: \"2025-02-30\" is not a date (2025-10-26)",
                "line 2, created_at: \"yesterday\" is not a date (2025-10-26)",
                "line 2, marketing_opt_in: \"maybe\" is neither true nor false",
            ]
        );
    }

    #[test]
    fn prices_are_whole_minor_units_and_never_negative() {
        let price = |price: &str| {
            let row = format!("1|1|Spa|Sauna|2025-01-05|{price}||");
            with_row(SERVICE, &row, |row| row.service().price)
        };
        assert_eq!(price("45990").0, Some(45_990));
        assert_eq!(price("45990.00").0, Some(45_990));
        assert_eq!(price("0").0, Some(0));
        for bad in ["", "abc", "-5000", "45990.50"] {
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
        let (service, problems) = with_row(SERVICE, row, |row| row.service());
        assert_eq!(problems, [""; 0]);
        assert_eq!(service.date, NaiveDate::from_ymd_opt(2021, 1, 24));
    }

    #[test]
    fn a_year_or_season_that_contradicts_the_date_is_a_problem() {
        let problems = |season: &str, year: &str| {
            let row = format!("1|1|Spa|Sauna|2023-01-17|10|{season}|{year}");
            with_row(SERVICE, &row, |row| row.service()).1
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
}
