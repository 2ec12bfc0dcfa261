//! What a row says by the fields that the business added. Pure.

use serde_json::{Map, Value};

use super::super::Row;
use crate::domain::own_field::{MOST_DIGITS, kept_day};
use crate::domain::{OwnField, OwnKind, Unreadable, read_decimal};
use crate::imports::dates;
use crate::imports::fields::Field;

impl Row<'_> {
    /// By key, what the business asks besides.
    pub(super) fn own_values(&mut self) -> Option<Value> {
        let own = self.reading.organisation.customer_fields.iter();
        let mut said = Map::new();
        for own in own.filter(|own| !own.is_retired) {
            let field = Field::Own(own.key);
            let Some(typed) = self.text(field) else {
                continue;
            };
            if own.kind == OwnKind::Date && dates::lacks_year(typed) {
                self.doubt(field, "no_year", typed);
                continue;
            }
            match self.own_value(own, typed) {
                Ok(kept) => {
                    said.extend(kept.map(|kept| (own.key.to_string(), Value::String(kept))));
                }
                Err(Unreadable::NoOption) => {
                    self.refuse(field, "choice", &[typed, &own.options.join(", ")]);
                }
                Err(why) => self.refuse(field, reason_of(why), &[typed]),
            }
        }
        (!said.is_empty()).then_some(Value::Object(said))
    }

    /// Days and numbers are read as those of their column are.
    fn own_value(&self, own: &OwnField, typed: &str) -> Result<Option<String>, Unreadable> {
        let organisation = self.reading.organisation;
        match (own.kind, self.choice(Field::Own(own.key))) {
            (OwnKind::Date, Some(choice)) => {
                let day = dates::read(typed, choice.order, organisation.time_zone);
                day.and_then(kept_day).map(Some).ok_or(Unreadable::NoDay)
            }
            (OwnKind::Number, Some(choice)) => {
                let (decimal, group) = choice.decimal.signs();
                let number = read_decimal(typed, (Some(group), decimal), MOST_DIGITS);
                number.map(Some).ok_or(Unreadable::NoNumber)
            }
            _ => own.read(typed, &organisation.locale),
        }
    }
}

fn reason_of(why: Unreadable) -> &'static str {
    match why {
        Unreadable::TooLong => "long",
        Unreadable::NoNumber => "number",
        Unreadable::NoDay => "date",
        Unreadable::NeitherYesNorNo => "flag",
        Unreadable::NoOption => "choice",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Organisation, OwnKey};
    use crate::imports::numbers::Decimal;
    use crate::imports::rows::tests::{with_row_at, with_row_in};

    fn own(key: u16, kind: OwnKind) -> OwnField {
        OwnField {
            key: OwnKey(key),
            name: format!("Campo {key}"),
            kind,
            options: vec!["Seca".into(), "Mixta".into()],
            is_retired: key == 6,
            was: Vec::new(),
        }
    }

    #[test]
    fn a_number_is_read_by_the_decimal_sign_of_its_column_and_not_of_the_place() {
        let organisation = Organisation {
            customer_fields: vec![own(2, OwnKind::Number)],
            ..Organisation::default()
        };
        let read = |decimal: Decimal, typed: &str| {
            let row = format!("Ana|{typed}");
            let place = (&organisation, decimal);
            let (custom, problems) =
                with_row_in(place, "name,x2", &row, |row| row.customer().custom);
            assert_eq!(problems, [""; 0], "{typed}");
            custom.unwrap()["x2"].as_str().unwrap().to_owned()
        };
        for (decimal, typed, kept) in [
            (Decimal::Point, "2.125", "2.125"),
            (Decimal::Comma, "2.125", "2125"),
            (Decimal::Point, "1,234.5", "1234.5"),
            (Decimal::Point, "-2,5", "-2.5"),
            (Decimal::Comma, "2,125", "2.125"),
        ] {
            assert_eq!(read(decimal, typed), kept, "{typed} by {decimal:?}");
        }
    }

    #[test]
    fn what_the_business_asks_besides_is_kept_in_one_form_or_refused_with_its_reason() {
        let organisation = Organisation {
            customer_fields: vec![
                own(1, OwnKind::Text),
                own(2, OwnKind::Number),
                own(3, OwnKind::Date),
                own(4, OwnKind::YesNo),
                own(5, OwnKind::Choice),
                own(6, OwnKind::Text),
            ],
            ..Organisation::default()
        };
        let header = "name,Campo 1,campo 2,x3,x4,CAMPO 5,x6";
        let read = |row: &str| with_row_at(&organisation, header, row, |row| row.customer().custom);
        let (custom, problems) = read("Ana|Tarde|1.234,5|07/03/2021|sí|MIXTA|nada");
        assert_eq!(problems, [""; 0]);
        let kept = serde_json::json!({
            "x1": "Tarde", "x2": "1234.5", "x3": "2021-03-07", "x4": "yes", "x5": "Mixta"
        });
        assert_eq!(custom, Some(kept));
        assert_eq!(read("Ana||||||"), (None, Vec::new()));
        let long = "x".repeat(501);
        let (_, problems) = read(&format!("Ana|{long}|doce|30/02/2021|quizás|Grasa|"));
        assert_eq!(
            problems,
            [
                "line 2, x1: too long",
                "line 2, x2: \"doce\" is not a number",
                "line 2, x3: \"30/02/2021\" is not a date such as 2025-10-26",
                "line 2, x4: \"quizás\" is neither true nor false",
                "line 2, x5: \"Grasa\" is none of what there is to choose: Seca, Mixta",
            ]
        );
        assert_eq!(read("Ana||||||").1, [""; 0]);
        let yearless = |row: &mut Row| {
            let custom = row.customer().custom;
            (custom, row.doubts.len())
        };
        let row = "Ana|||15/03|||";
        let (read, problems) = with_row_at(&organisation, header, row, yearless);
        assert_eq!((read, problems), ((None, 1), Vec::new()));
    }
}
