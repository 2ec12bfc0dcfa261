//! What a row says of a customer: here by the fields that every business has, in `own_fields` by those that this one added;
//! and who it is by that, in `identity`. Pure.

mod identity;
mod own_fields;

use chrono::NaiveDate;

use super::Row;
use crate::customers::bulk::StagedCustomer;
use crate::customers::reading;
use crate::domain::own_field::yes_or_no;
use crate::domain::tax_id::TaxIdError;
use crate::domain::{EmailAddress, UserId, fold};
use crate::imports::dates;
use crate::imports::fields::Field;
use identity::known_by;

impl Row<'_> {
    pub fn customer(&mut self) -> StagedCustomer {
        let own_country = &self.reading.organisation.country;
        let (country, phone, tax_id) = (
            self.text(Field::COUNTRY),
            self.text(Field::PHONE),
            self.text(Field::DOCUMENT_ID),
        );
        let phone_e164 = phone
            .and_then(|typed| reading::phone(typed, country, own_country))
            .map(|phone| phone.e164);
        if let Some(typed) = phone.filter(|_| phone_e164.is_none()) {
            self.doubt(Field::PHONE, "no_phone", typed);
        }
        let read = tax_id.map(|typed| (typed, reading::tax_id(typed, country, own_country)));
        if let Some((typed, Err(TaxIdError::WrongCheckDigit))) = &read {
            self.doubt(Field::DOCUMENT_ID, "check_digit", typed);
        }
        let tax_id_key = read.and_then(|(_, read)| read.ok()?.key);
        let mut customer = StagedCustomer {
            line: self.line,
            full_name: self.full_name(),
            legal_name: self.plain("legal_name"),
            email: self.owned(Field::EMAIL),
            phone: phone.map(str::to_owned),
            phone_e164,
            tax_id: tax_id.map(str::to_owned),
            tax_id_key,
            address: self.plain("address"),
            city: self.plain("city"),
            region: self.plain("region"),
            country: country.map(str::to_owned),
            sector: self.plain("sector"),
            website: self.plain("website"),
            birth_date: self.birth_date(),
            created_on: self.date(Field::CREATED_AT),
            source: self.plain("source"),
            notes: self.plain("notes"),
            kind: self.kind(),
            status: self.status(),
            owner_id: self.owner(),
            tags: self.tags(),
            segment_label: self.plain("segment_label"),
            custom: self.own_values(),
            opt_in: self.flag(Field::OPT_IN),
            opt_in_whatsapp: self.flag(Field::Customer("consent_whatsapp")),
            opt_in_sms: self.flag(Field::Customer("consent_sms")),
            opt_in_call: self.flag(Field::Customer("consent_call")),
            ..StagedCustomer::default()
        };
        let is_numbered = self.reading.layout.has(Field::CustomerId);
        customer.external_id = match self.text(Field::OwnId) {
            Some(typed) => self.own_number(typed),
            None if is_numbered => self.required(Field::CustomerId),
            None => known_by(&customer),
        };
        if let Some(typed) = &customer.email
            && EmailAddress::parse(typed).is_err()
        {
            self.doubt(Field::EMAIL, "no_email", typed);
        }
        self.problems
            .sort_by_key(|problem| column_order(&problem.column));
        customer
    }

    /// A text as it is typed.
    fn plain(&self, name: &'static str) -> Option<String> {
        self.owned(Field::Customer(name))
    }

    /// The name, with the surnames that have columns of their own.
    fn full_name(&mut self) -> Option<String> {
        let name = self.required(Field::Name)?;
        let surnames = [Field::Surname, Field::SecondSurname];
        let mut parts = vec![name];
        parts.extend(surnames.iter().filter_map(|field| self.owned(*field)));
        Some(parts.join(" "))
    }

    /// A birthday without its year is none that could be stored; the row is taken all the same.
    fn birth_date(&mut self) -> Option<NaiveDate> {
        let typed = self.text(Field::BIRTH_DATE)?;
        if dates::lacks_year(typed) {
            self.doubt(Field::BIRTH_DATE, "no_year", typed);
            return None;
        }
        self.date(Field::BIRTH_DATE)
    }

    fn kind(&mut self) -> Option<String> {
        let typed = self.text(Field::KIND)?;
        let kind = reading::kind(typed);
        if kind.is_none() {
            self.doubt(Field::KIND, "no_kind", typed);
        }
        kind.map(|kind| kind.to_string())
    }

    fn status(&mut self) -> Option<String> {
        let typed = self.text(Field::CUSTOMER_STATUS)?;
        let status = reading::status(typed);
        if status.is_none() {
            self.doubt(Field::CUSTOMER_STATUS, "no_status", typed);
        }
        status.map(|status| status.to_string())
    }

    /// Whom nobody knows owns nobody; the customer stays with who has them.
    fn owner(&mut self) -> Option<i64> {
        let typed = self.text(Field::OWNER)?;
        let owner = self.reading.owners.find(typed);
        if owner.is_none() {
            self.doubt(Field::OWNER, "no_owner", typed);
        }
        owner.map(UserId::get)
    }

    fn tags(&mut self) -> Option<Vec<String>> {
        let typed = self.text(Field::TAGS)?;
        let is_ours = self.reading.layout.has(Field::OwnId);
        let (tags, unfit) = reading::tags(typed, is_ours);
        if !unfit.is_empty() {
            self.doubt(Field::TAGS, "no_tag", &unfit.join(", "));
        }
        (!tags.is_empty()).then_some(tags)
    }

    fn flag(&mut self, field: Field) -> Option<bool> {
        let typed = self.text(field)?;
        if let Some(flag) = yes_or_no(typed) {
            return Some(flag);
        }
        match fold(typed).as_str() {
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
}

fn column_order(column: &str) -> Option<Field> {
    column.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_row;
    use crate::imports::fields::of_registry;

    const CUSTOMER: &str =
        "customer_id,name,email,phone,document_id,country,birth_date,created_at,marketing_opt_in";

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
    fn every_field_that_files_bring_is_read() {
        for (name, field) in of_registry() {
            let typed = match name {
                "birth_date" | "created_at" => "2021-03-07",
                "customer_kind" => "Empresa",
                "customer_status" => "Bloqueada",
                // Of nobody: it is doubted.
                "owner" => continue,
                _ if name == "marketing_opt_in" || name.starts_with("consent_") => "no",
                _ => "algo",
            };
            let header = format!("name,{name}");
            let blank = with_row(&header, "Ana|", |row| row.customer()).0;
            let row = format!("Ana|{typed}");
            let (read, problems) = with_row(&header, &row, |row| row.customer());
            assert_eq!(problems, [""; 0], "{name}");
            assert_ne!(read, blank, "{}", field.name);
        }
    }

    #[test]
    fn a_birthday_without_its_year_and_an_owner_whom_nobody_knows_are_doubted() {
        let doubts = |row: &str| {
            let (doubts, problems) = with_row("name,birth_date,owner", row, |row| {
                row.customer();
                std::mem::take(&mut row.doubts)
            });
            assert_eq!(problems, [""; 0], "{row}");
            let told = doubts.iter().map(|doubt| doubt.word().to_owned());
            told.collect::<Vec<_>>()
        };
        assert_eq!(doubts("Ana|15/03|"), ["no_year"]);
        assert_eq!(doubts("Ana|15 de marzo|"), ["no_year"]);
        assert_eq!(doubts("Ana||Nadie"), ["no_owner"]);
        let (_, problems) = with_row("name,birth_date", "Ana|ayer", |row| row.customer());
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn a_word_that_is_none_of_ours_is_doubted_and_keeps_nobody_out() {
        let header = "name,customer_kind,customer_status,tags";
        let row = format!("Ana|VIP|Pagado|Tarde, {}", "x".repeat(41));
        let ((customer, doubts), problems) = with_row(header, &row, |row| {
            let customer = row.customer();
            (customer, std::mem::take(&mut row.doubts))
        });
        assert_eq!(problems, [""; 0]);
        assert_eq!((customer.kind, customer.status), (None, None));
        assert_eq!(customer.tags, Some(vec!["Tarde".to_owned()]));
        let words: Vec<&str> = doubts.iter().map(|doubt| doubt.word()).collect();
        assert_eq!(words, ["no_kind", "no_status", "no_tag"]);
    }
}
