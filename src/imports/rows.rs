//! What a row of a file says, as rows to be stored. Pure. A cell without anything but white space is an absent one.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};
use csv::StringRecord;
use sha2::{Digest as _, Sha256};

use super::dates;
use super::fields::{Field, is_no_visit};
use super::mapping::{Choice, Mapping};
use super::model::{Problem, reason};
use crate::customers::bulk::{OWN, StagedCustomer, UNKNOWN_OWN};
use crate::customers::reading;
use crate::domain::tax_id::TaxIdError;
use crate::domain::{EmailAddress, MoneyError, Organisation, Season, fold, read_money};
use crate::history::bulk::{NO_VISIT, StagedService};
use crate::history::likely_days;
use crate::services::PRICE_MAX;
use crate::web::spreadsheet::unmarked;

/// Where each field stands, and in which form.
#[derive(Debug, Clone)]
pub struct Layout {
    places: HashMap<Field, (usize, Choice)>,
    pub width: usize,
    is_returned: bool,
}

impl Layout {
    pub fn new(mapping: &Mapping) -> Self {
        let known = mapping.columns.iter().enumerate();
        Self {
            places: known
                .filter_map(|(place, choice)| choice.map(|choice| (choice.field, (place, choice))))
                .collect(),
            width: mapping.columns.len(),
            is_returned: mapping.is_returned,
        }
    }

    pub fn has(&self, field: Field) -> bool {
        self.places.contains_key(&field)
    }
}

/// One row under examination: what is wrong with it gathers here.
pub struct Row<'a> {
    layout: &'a Layout,
    cells: &'a StringRecord,
    organisation: &'a Organisation,
    today: NaiveDate,
    line: i64,
    pub problems: Vec<Problem>,
    /// What is stored as it is typed and hardly means what it should.
    pub doubts: Vec<Problem>,
}

impl<'a> Row<'a> {
    pub fn new(
        layout: &'a Layout,
        cells: &'a StringRecord,
        organisation: &'a Organisation,
        today: NaiveDate,
        line: i64,
    ) -> Self {
        Self {
            layout,
            cells,
            organisation,
            today,
            line,
            problems: Vec::new(),
            doubts: Vec::new(),
        }
    }

    pub fn customer(&mut self) -> StagedCustomer {
        let own_country = &self.organisation.country;
        let (country, phone, tax_id) = (
            self.text(Field::Country),
            self.text(Field::Phone),
            self.text(Field::DocumentId),
        );
        let phone_e164 = phone
            .and_then(|typed| reading::phone(typed, country, own_country))
            .map(|phone| phone.e164);
        if let Some(typed) = phone.filter(|_| phone_e164.is_none()) {
            self.doubt(Field::Phone, "no_phone", typed);
        }
        let read = tax_id.map(|typed| (typed, reading::tax_id(typed, country, own_country)));
        if let Some((typed, Err(TaxIdError::WrongCheckDigit))) = &read {
            self.doubt(Field::DocumentId, "check_digit", typed);
        }
        let tax_id_key = read.and_then(|(_, read)| read.ok()?.key);
        let mut customer = StagedCustomer {
            line: self.line,
            full_name: self.full_name(),
            legal_name: self.owned(Field::LegalName),
            email: self.owned(Field::Email),
            phone: phone.map(str::to_owned),
            phone_e164,
            tax_id: tax_id.map(str::to_owned),
            tax_id_key,
            address: self.owned(Field::Address),
            city: self.owned(Field::City),
            region: self.owned(Field::Region),
            country: country.map(str::to_owned),
            sector: self.owned(Field::Sector),
            website: self.owned(Field::Website),
            birth_date: self.date(Field::BirthDate),
            created_on: self.date(Field::CreatedAt),
            source: self.owned(Field::Source),
            notes: self.owned(Field::Notes),
            opt_in: self.flag(Field::OptIn),
            ..StagedCustomer::default()
        };
        let is_numbered = self.layout.has(Field::CustomerId);
        customer.external_id = match self.text(Field::OwnId) {
            Some(typed) => self.own_number(typed),
            None if is_numbered => self.required(Field::CustomerId),
            None => known_by(&customer),
        };
        if let Some(typed) = &customer.email
            && EmailAddress::parse(typed).is_err()
        {
            self.doubt(Field::Email, "no_email", typed);
        }
        self.problems
            .sort_by_key(|problem| column_order(&problem.column));
        customer
    }

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
            None if self.layout.has(Field::CustomerId) => self.required(Field::CustomerId),
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
        service.external_id = match self.layout.has(Field::RowId) {
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
            problem_column: Some(Field::Status.as_str().to_owned()),
            problem: Some(reason(NO_VISIT, &[status])),
            external_id: self.owned(Field::RowId),
            ..StagedService::default()
        })
    }

    fn text(&self, field: Field) -> Option<&'a str> {
        let (place, _) = self.layout.places.get(&field)?;
        let text = self.cells.get(*place)?.trim();
        let text = match self.layout.is_returned {
            true => unmarked(text),
            false => text,
        };
        (!text.is_empty()).then_some(text)
    }

    fn choice(&self, field: Field) -> Option<Choice> {
        self.layout.places.get(&field).map(|(_, choice)| *choice)
    }

    fn owned(&self, field: Field) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    fn required(&mut self, field: Field) -> Option<String> {
        let text = self.owned(field);
        if text.is_none() {
            self.refuse(field, "missing", &[]);
        }
        text
    }

    /// Who it is by our own number, written in one way; nobody has anything else.
    fn own_number(&mut self, typed: &str) -> Option<String> {
        let is_plain = typed.bytes().all(|byte| byte.is_ascii_digit());
        match typed.parse::<i64>() {
            Ok(number) if is_plain && number > 0 => Some(format!("{OWN}{number}")),
            _ => {
                self.refuse(Field::OwnId, UNKNOWN_OWN, &[typed]);
                None
            }
        }
    }

    /// The name, with the surnames that have columns of their own.
    fn full_name(&mut self) -> Option<String> {
        let name = self.required(Field::Name)?;
        let surnames = [Field::Surname, Field::SecondSurname];
        let mut parts = vec![name];
        parts.extend(surnames.iter().filter_map(|field| self.owned(*field)));
        Some(parts.join(" "))
    }

    /// A day, or an instant with its offset, whose day is the organisation's.
    fn date(&mut self, field: Field) -> Option<NaiveDate> {
        let typed = self.text(field)?;
        let order = self.choice(field)?.order;
        let date = dates::read(typed, order, self.organisation.time_zone);
        if date.is_none() {
            self.refuse(field, "date", &[typed]);
        }
        date
    }

    fn price(&mut self, field: Field) -> Option<i64> {
        let typed = self.required(field)?;
        let (decimal, group) = self.choice(field)?.decimal.signs();
        match read_money(&typed, self.organisation.currency, Some(group), decimal) {
            Ok(price) if price < 0 => {
                self.refuse(field, "negative", &[&typed]);
                None
            }
            Ok(price) if price / self.organisation.currency.unit() > PRICE_MAX => {
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

    fn flag(&mut self, field: Field) -> Option<bool> {
        let typed = self.text(field)?;
        match fold(typed).as_str() {
            "true" | "t" | "1" | "yes" | "y" | "si" | "s" | "verdadero" | "x" => Some(true),
            "false" | "f" | "0" | "no" | "n" | "falso" => Some(false),
            // As the list of customers has it.
            "acepta mensajes comerciales" | "agrees to commercial messages" => Some(true),
            "no acepta mensajes comerciales" | "does not agree to commercial messages" => {
                Some(false)
            }
            "retiro su permiso" | "withdrew consent" => Some(false),
            "no le hemos preguntado" | "not asked yet" => None,
            _ => {
                self.refuse(field, "flag", &[typed]);
                None
            }
        }
    }

    /// A day that nobody could write down by hand either.
    fn expect_likely(&mut self, date: NaiveDate) {
        if !likely_days(self.today).contains(&date) {
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
        if season.is_some_and(|season| season != Season::of(date, self.organisation.hemisphere)) {
            self.refuse(Field::Season, "contradicts", &[word, &date.to_string()]);
        }
    }

    fn doubt(&mut self, field: Field, word: &str, typed: &str) {
        self.doubts.push(Problem {
            line: self.line,
            column: field.as_str().to_owned(),
            reason: reason(word, &[typed]),
        });
    }

    fn refuse(&mut self, field: Field, word: &str, about: &[&str]) {
        self.problems.push(Problem {
            line: self.line,
            column: field.as_str().to_owned(),
            reason: reason(word, about),
        });
    }
}

fn column_order(column: &str) -> Option<Field> {
    column.parse().ok()
}

/// Of a file without numbers for its customers: what is theirs alone, the surest first. A family may share an e-mail or a
/// phone, so that the first name belongs to it.
fn known_by(customer: &StagedCustomer) -> Option<String> {
    let of =
        |kind: &str, value: &Option<String>| value.as_ref().map(|value| format!("{kind}:{value}"));
    let email = customer.email.as_ref();
    // "No tiene" is nobody's.
    let email = email.filter(|typed| EmailAddress::parse(typed).is_ok());
    let lower = email.map(|email| email.to_lowercase());
    let name = customer.full_name.as_ref().map(|name| fold(name));
    let first = name
        .as_ref()
        .and_then(|name| name.split_whitespace().next());
    let of_one =
        |kind: &str, value: &Option<String>| Some(format!("{}/{}", of(kind, value)?, first?));
    of("tax", &customer.tax_id_key)
        .or_else(|| of_one("email", &lower))
        .or_else(|| of_one("phone", &customer.phone_e164))
        .or_else(|| of("name", &name))
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
    use super::*;
    use crate::domain::{Currency, Hemisphere};
    use crate::imports::dates::DayOrder;
    use crate::imports::mapping::Usual;
    use crate::imports::model::Kind;
    use crate::imports::numbers::Decimal;

    fn with_row<T>(header: &str, row: &str, read: impl Fn(&mut Row) -> T) -> (T, Vec<String>) {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let usual = Usual {
            order: DayOrder::DayFirst,
            decimal: Decimal::Comma,
            has_states: false,
        };
        let layout = Layout::new(&Mapping::by_name(&names, Kind::Both, usual));
        let cells = StringRecord::from(row.split('|').collect::<Vec<_>>());
        let organisation = Organisation::default();
        let today = NaiveDate::from_ymd_opt(2025, 10, 26).unwrap();
        let mut row = Row::new(&layout, &cells, &organisation, today, 2);
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
    fn what_is_no_email_or_has_a_wrong_check_digit_is_doubted_and_kept() {
        let doubts = |row: &str| {
            with_row("name,email,document_id", row, |row| {
                row.customer();
                std::mem::take(&mut row.doubts)
            })
            .0
            .iter()
            .map(|doubt| format!("{} {}", doubt.column, doubt.word()))
            .collect::<Vec<_>>()
        };
        assert_eq!(doubts("Ana|ana@a.cl|41.950.470-K"), [""; 0]);
        assert_eq!(doubts("Ana||"), [""; 0]);
        let both = doubts("Ana|sincorreo|41.950.470-1");
        assert_eq!(both, ["document_id check_digit", "email no_email"]);
        assert_eq!(doubts("Ana|a@b|"), ["email no_email"]);
    }

    #[test]
    fn surnames_stand_behind_the_name() {
        let name = |row: &str| {
            let header = "second_surname,name,surname";
            with_row(header, row, |row| row.customer())
                .0
                .full_name
                .unwrap()
        };
        assert_eq!(name("Soto|Ana|Rojas"), "Ana Rojas Soto");
        assert_eq!(name("|Ana|"), "Ana");
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
                "line 2, birth_date: \"2025-02-30\" is not a date such as 2025-10-26",
                "line 2, created_at: \"yesterday\" is not a date such as 2025-10-26",
                "line 2, marketing_opt_in: \"maybe\" is neither true nor false",
            ]
        );
    }

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
    fn a_customer_without_a_number_is_known_by_what_is_theirs() {
        let id = |row: &str| {
            let header = "name,email,phone,document_id";
            with_row(header, row, |row| row.customer())
                .0
                .external_id
                .unwrap()
        };
        assert_eq!(id("Ana|A@b.cl|912345678|41.950.470-k"), "tax:41950470-K");
        assert_eq!(id("Ana|A@b.cl|912345678|"), "email:a@b.cl/ana");
        assert_eq!(id("Ána Rojas|a@b.cl||"), "email:a@b.cl/ana");
        assert_eq!(id("Pedro|a@b.cl||"), "email:a@b.cl/pedro");
        assert_eq!(id("Ana||912345678|"), "phone:+56912345678/ana");
        assert_eq!(id("Ána||no|"), "name:ana");
        assert_eq!(id("Ána|sin correo|no|"), "name:ana");
    }

    #[test]
    fn our_own_number_counts_more_than_any_other() {
        let read = |row: &str| {
            let header = "vinculo_id,customer_id,name,service_name,service_date,price_paid";
            with_row(header, row, |row| {
                let customer = row.customer().external_id;
                let service = row.service(customer.clone());
                (customer, service.customer)
            })
        };
        let rest = "Ana|Sauna|2025-01-05|10";
        for (own, expected) in [("007", "vinculo:7"), ("7", "vinculo:7"), ("", "9")] {
            let ((customer, service), problems) = read(&format!("{own}|9|{rest}"));
            assert_eq!(customer.as_deref(), Some(expected));
            assert_eq!(service.as_deref(), Some(expected));
            assert_eq!(problems, [""; 0]);
        }
        for own in ["0", "-7", "+7", "7,0", "abc", "99999999999999999999"] {
            let (_, problems) = read(&format!("{own}|9|{rest}"));
            let told = format!("line 2, vinculo_id: no customer has the number {own} in Vínculo");
            assert_eq!(problems, [told]);
        }
    }

    #[test]
    fn the_words_for_a_permission_are_read_as_the_list_of_customers_has_them() {
        use crate::domain::Language;
        use crate::web::i18n;
        let said = [
            ("given", Some(true)),
            ("refused", Some(false)),
            ("withdrawn", Some(false)),
            ("unknown", None),
        ];
        for language in Language::ALL {
            for (state, expected) in said {
                let words = i18n::text(*language, &format!("consent-state-{state}"), &[]);
                let row = format!("Ana|{words}");
                let header = "name,marketing_opt_in";
                let (read, problems) = with_row(header, &row, |row| row.customer().opt_in);
                assert_eq!((read, problems.len()), (expected, 0), "{words}");
            }
        }
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
