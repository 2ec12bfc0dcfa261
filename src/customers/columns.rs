//! Which columns the list has. Pure.

use super::fields::{FIELDS, Field, known, offered};
use crate::domain::OwnField;

/// In the order of [`FIELDS`], and behind them those of the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<Field>);

impl Default for Columns {
    fn default() -> Self {
        Self(FIELDS.into_iter().filter(|field| field.is_usual).collect())
    }
}

impl Columns {
    /// `city,source`; what is no field is left out, and without any they are the usual ones.
    pub fn read(text: &str, own: &[OwnField]) -> Self {
        let names: Vec<&str> = text.split(',').collect();
        let chosen: Vec<Field> = offered(own)
            .filter(|field| names.iter().any(|name| field.name == *name))
            .collect();
        match chosen.is_empty() {
            true => Self::default(),
            false => Self(chosen),
        }
    }

    /// All there is, also what is not asked any more: what was said stays.
    pub fn all(own: &[OwnField]) -> Self {
        Self(known(own).collect())
    }

    pub fn fields(&self) -> &[Field] {
        &self.0
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|field| field.name == name)
    }

    pub fn names(&self) -> String {
        let names: Vec<String> = self.0.iter().map(|field| field.name.to_string()).collect();
        names.join(",")
    }

    /// As a browser keeps them.
    pub fn of_kept(text: &str, own: &[OwnField]) -> Self {
        Self::read(&text.replace('-', ","), own)
    }

    /// Nothing for the usual ones.
    pub fn kept(&self) -> String {
        self.written().replace(',', "-")
    }

    /// As addresses carry them; nothing for the usual ones.
    pub fn written(&self) -> String {
        match *self == Self::default() {
            true => String::new(),
            false => self.names(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OwnKey, OwnKind};

    fn own(number: u16, is_retired: bool) -> OwnField {
        OwnField {
            key: OwnKey(number),
            name: "Tipo de piel".into(),
            kind: OwnKind::Text,
            options: Vec::new(),
            is_retired,
            was: Vec::new(),
        }
    }

    #[test]
    fn columns_are_read_from_an_address_and_written_back() {
        assert_eq!(
            Columns::read("source,city,city,password", &[]).written(),
            "city,source"
        );
        for usual in ["", "x,y", "email,phone,segment,services,spend,last_date"] {
            assert_eq!(Columns::read(usual, &[]), Columns::default(), "{usual}");
        }
        assert_eq!(Columns::default().written(), "");
        let chosen = Columns::read("source,last_date", &[]);
        assert_eq!(chosen.kept(), "last_date-source");
        assert_eq!(Columns::of_kept(&chosen.kept(), &[]), chosen);
    }

    #[test]
    fn a_field_that_is_retired_is_a_column_only_where_everything_is_meant() {
        let fields = [own(1, false), own(2, true)];
        let chosen = Columns::read("x2,x1,city,x3", &fields);
        assert_eq!(chosen.written(), "city,x1");
        assert!(chosen.has("x1") && !chosen.has("x2"));
        assert_eq!(Columns::all(&fields).fields().len(), FIELDS.len() + 2);
    }
}
