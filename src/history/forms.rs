//! A service that is typed, and what is wrong with it; the filters of both lists.

use std::ops::RangeInclusive;

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;

use crate::domain::{Organisation, ServiceId};
use crate::services::{self, Service};
use crate::web::FieldErrors;

/// An appointment may be written down long before it takes place; later than this is a slip of the key.
const MONTHS_AHEAD: u32 = 24;
/// Nobody's customer came earlier; a year of two digits is caught by it.
const DAYS_BACK: u64 = 36_525;

#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
pub struct HistoryForm {
    #[serde(default)]
    pub date: String,
    /// The id of an entry of the catalogue; empty with a new name.
    #[serde(default)]
    pub service: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub name: String,
    /// As people type money; empty for the catalogue's price.
    #[serde(default)]
    pub price: String,
    /// Of the row that is corrected.
    #[serde(default)]
    pub version: i32,
    /// The query of the customers list that one came from; empty for none.
    #[serde(default)]
    pub list: String,
}

/// A form that can be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub date: NaiveDate,
    pub service: Chosen,
    pub price: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    Catalogued(Service),
    New { category: String, name: String },
}

impl HistoryForm {
    /// Reads the form; every wrong field is named at once. `services` are those that may be chosen.
    pub fn read(
        &self,
        today: NaiveDate,
        organisation: &Organisation,
        services: &[Service],
    ) -> Result<Entry, FieldErrors> {
        let mut errors = FieldErrors::default();
        let date = errors.check("date", read_date(&self.date, today));
        let service = self.read_service(services, &mut errors);
        let price = errors.check("price", self.read_price(organisation, service.as_ref()));
        match (date, service, price) {
            (Some(date), Some(service), Some(price)) if errors.is_empty() => Ok(Entry {
                date,
                service,
                price,
            }),
            _ => Err(errors),
        }
    }

    fn read_service(&self, services: &[Service], errors: &mut FieldErrors) -> Option<Chosen> {
        let is_new = !self.category.trim().is_empty() || !self.name.trim().is_empty();
        match (self.service.as_str(), is_new) {
            ("", true) => {
                let category = errors.check("category", services::read_label(&self.category));
                let name = errors.check("name", services::read_label(&self.name));
                Some(Chosen::New {
                    category: category?,
                    name: name?,
                })
            }
            ("", false) => errors.check("service", Err("history-service-needed")),
            (_, true) => errors.check("name", Err("history-one-service")),
            (id, false) => {
                let id = id.parse::<ServiceId>().ok();
                let known = services.iter().find(|service| Some(service.id) == id);
                let known = known.cloned().map(Chosen::Catalogued);
                errors.check("service", known.ok_or("field-choice"))
            }
        }
    }

    fn read_price(
        &self,
        organisation: &Organisation,
        service: Option<&Chosen>,
    ) -> Result<i64, &'static str> {
        if self.price.trim().is_empty() {
            return match service {
                Some(Chosen::Catalogued(service)) => service.price.ok_or("field-required"),
                // What is wrong with the service is said there.
                _ => Err("field-required"),
            };
        }
        services::read_price(&self.price, organisation)
    }
}

fn read_date(typed: &str, today: NaiveDate) -> Result<NaiveDate, &'static str> {
    let date: NaiveDate = typed.trim().parse().map_err(|_| match typed.trim() {
        "" => "field-required",
        _ => "field-date",
    })?;
    let likely = likely_days(today);
    match date {
        date if date < *likely.start() => Err("history-date-early"),
        date if date > *likely.end() => Err("history-date-late"),
        date => Ok(date),
    }
}

/// On which days a service may have been given, or have been agreed on; any other is a slip of the key.
pub fn likely_days(today: NaiveDate) -> RangeInclusive<NaiveDate> {
    let first = today.checked_sub_days(Days::new(DAYS_BACK));
    let last = today.checked_add_months(Months::new(MONTHS_AHEAD));
    first.unwrap_or(today)..=last.unwrap_or(today)
}

/// The filters of `/history`, as they stand in the address.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct HistoryQuery {
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub service: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub page: String,
}

impl HistoryQuery {
    /// Without what is no date: a filter that is shown holds.
    pub fn cleaned(mut self) -> Self {
        for date in [&mut self.from, &mut self.to] {
            if date.parse::<NaiveDate>().is_err() {
                date.clear();
            }
        }
        self
    }
}

/// The filters of one customer's history.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct CustomerHistoryQuery {
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub year: String,
    #[serde(default)]
    pub page: String,
}

impl CustomerHistoryQuery {
    /// Without what is no year: a filter that is shown holds.
    pub fn cleaned(mut self) -> Self {
        if self.year.parse::<i32>().is_err() {
            self.year.clear();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2025-10-26".parse().unwrap()
    }

    fn catalogue() -> Vec<Service> {
        let service = |id: i64, price| Service {
            id: id.into(),
            category: "Spa".into(),
            name: format!("Tina {id}"),
            price,
            active: true,
            version: 1,
            merged_into: None,
        };
        vec![service(1, Some(32_490)), service(2, None)]
    }

    fn form(date: &str, service: &str, price: &str) -> HistoryForm {
        HistoryForm {
            date: date.into(),
            service: service.into(),
            price: price.into(),
            ..HistoryForm::default()
        }
    }

    fn read(form: &HistoryForm) -> Result<Entry, FieldErrors> {
        form.read(today(), &Organisation::default(), &catalogue())
    }

    fn error(form: &HistoryForm, field: &str) -> String {
        let errors = read(form).unwrap_err();
        errors.get(field).unwrap_or_default().to_owned()
    }

    #[test]
    fn a_price_left_empty_is_the_catalogues() {
        assert_eq!(read(&form("2025-10-26", "1", " ")).unwrap().price, 32_490);
        assert_eq!(
            error(&form("2025-10-26", "2", ""), "price"),
            "field-required"
        );
    }

    #[test]
    fn a_price_is_read_as_people_of_the_place_write_it() {
        for (typed, price) in [("$45.990", 45_990), ("45990", 45_990), ("0", 0)] {
            assert_eq!(read(&form("2025-10-26", "1", typed)).unwrap().price, price);
        }
        for (typed, key) in [
            ("-5", "history-price-negative"),
            ("1,5", "history-price-decimals"),
            ("gratis", "history-price"),
            ("99999999999", "history-price-large"),
            ("999999999999999999999", "history-price-large"),
        ] {
            assert_eq!(
                error(&form("2025-10-26", "1", typed), "price"),
                key,
                "{typed}"
            );
        }
    }

    #[test]
    fn a_date_may_lie_ahead_but_not_out_of_reason() {
        assert!(read(&form("2027-10-26", "1", "")).is_ok());
        for (typed, key) in [
            ("2027-10-27", "history-date-late"),
            ("0025-10-26", "history-date-early"),
            ("2025-02-30", "field-date"),
            ("", "field-required"),
        ] {
            assert_eq!(error(&form(typed, "1", ""), "date"), key, "{typed}");
        }
    }

    #[test]
    fn a_new_service_needs_category_and_name_and_a_price() {
        let mut form = form("2025-10-26", "", "");
        assert_eq!(error(&form, "service"), "history-service-needed");
        form.name = "  Baño   de  barro ".into();
        assert_eq!(error(&form, "category"), "field-required");
        assert_eq!(error(&form, "price"), "field-required");
        form.category = "Spa".into();
        form.price = "20000".into();
        let new = Chosen::New {
            category: "Spa".into(),
            name: "Baño de barro".into(),
        };
        assert_eq!(read(&form).unwrap().service, new);
        form.service = "1".into();
        assert_eq!(error(&form, "name"), "history-one-service");
    }

    #[test]
    fn only_what_is_offered_can_be_chosen() {
        assert_eq!(
            error(&form("2025-10-26", "7", ""), "service"),
            "field-choice"
        );
    }
}
