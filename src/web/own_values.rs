//! What the fields that the business added say, written for people.

use super::Page;
use crate::domain::{OwnField, OwnKey, OwnKind};

impl Page {
    /// The field of that key (`x1`), retired ones too; `None` for whatever else has a name.
    pub fn own_field(&self, name: &str) -> Option<&OwnField> {
        self.own(name.parse().ok()?)
    }

    pub fn own(&self, key: OwnKey) -> Option<&OwnField> {
        let mut fields = self.organisation.customer_fields.iter();
        fields.find(|field| field.key == key)
    }

    /// A value as it is kept: `1.234,5` for `1234.5`, `26-10-2025` for a day, "Sí" for `yes`.
    pub fn own_value(&self, field: &OwnField, kept: &str) -> String {
        match (field.kind, kept) {
            (OwnKind::Number, _) => self.organisation.locale.plain_decimal(kept),
            (OwnKind::Date, _) => match kept.parse() {
                Ok(day) => self.date(&day),
                Err(_) => kept.to_owned(),
            },
            (OwnKind::YesNo, "yes" | "no") => self.t(kept),
            (OwnKind::YesNo | OwnKind::Text | OwnKind::Choice, _) => kept.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_value_is_written_by_the_kind_of_its_field() {
        let mut page = Page::bare(&TestRequest::default().to_http_request());
        for (kind, kept, written) in [
            (OwnKind::Text, "no", "no"),
            (OwnKind::Number, "1234.5", "1.234,5"),
            (OwnKind::Date, "2025-10-26", "26-10-2025"),
            (OwnKind::YesNo, "yes", "Sí"),
            (OwnKind::Choice, "Firme", "Firme"),
        ] {
            page.organisation.customer_fields = vec![OwnField {
                key: OwnKey(7),
                name: "Presión".into(),
                kind,
                options: Vec::new(),
                is_retired: true,
                was: Vec::new(),
            }];
            let field = page.own_field("x7").unwrap();
            assert_eq!(page.own_value(field, kept), written);
        }
        assert!(page.own_field("x8").is_none() && page.own_field("phone").is_none());
    }
}
