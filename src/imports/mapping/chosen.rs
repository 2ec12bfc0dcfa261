//! What a person chose, and what is to be said of it: which fields are missing or stand twice, which columns are left out that
//! look like services. Pure.

use super::{Choice, Column, Mapping};
use crate::imports::fields::{Field, is_list_of_customers, is_ours};
use crate::imports::model::Kind;

impl Mapping {
    /// As a person chose; what kind of file it is follows from the columns.
    pub fn chosen(columns: Vec<Option<Choice>>, names: &[String]) -> Self {
        let fields = || columns.iter().flatten().map(|choice| choice.field);
        let is_history = fields().any(Field::is_of_history);
        let kind = match (is_history, fields().any(|field| field == Field::Name)) {
            (true, true) => Kind::Both,
            (true, false) => Kind::History,
            (false, _) => Kind::Customers,
        };
        Self {
            kind,
            columns,
            is_returned: is_ours(names),
        }
    }

    /// The columns that are missing; a customer is known by a number, or by what is theirs alone.
    pub fn missing(&self) -> Vec<Field> {
        let required = Field::required(self.kind).iter().copied();
        required.filter(|field| !self.has(*field)).collect()
    }

    /// The columns that are called as those of services and are left out of a file of customers alone, where any of them has dates
    /// or amounts.
    pub fn undated(&self, columns: &[Column]) -> Vec<String> {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        if self.kind.has_history() || is_list_of_customers(&names) {
            return Vec::new();
        }
        let is_of_service = |column: &Column| {
            let field = Field::named(&column.name);
            matches!(field, Some(Field::Service | Field::Price | Field::Date))
        };
        let left_out = columns.iter().zip(&self.columns);
        let left_out =
            left_out.filter(|(column, choice)| choice.is_none() && is_of_service(column));
        let left_out: Vec<&Column> = left_out.map(|(column, _)| column).collect();
        let has_figures = |column: &&Column| {
            column.filled > 0 && (column.dates.are_dates() || column.numbers.are_numbers())
        };
        match left_out.iter().any(has_figures) {
            true => left_out.iter().map(|column| column.name.clone()).collect(),
            false => Vec::new(),
        }
    }

    /// Fields that stand for more than one column.
    pub fn repeated(&self) -> Vec<Field> {
        let fields: Vec<Field> = self
            .columns
            .iter()
            .flatten()
            .map(|choice| choice.field)
            .collect();
        let is_repeated = |field: &&Field| fields.iter().filter(|other| other == field).count() > 1;
        let mut repeated: Vec<Field> = fields.iter().filter(is_repeated).copied().collect();
        repeated.dedup();
        repeated.sort_unstable();
        repeated.dedup();
        repeated
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::USUAL;
    use super::*;

    #[test]
    fn columns_of_services_without_a_date_are_told() {
        let undated = |cells: &[(&str, &str)]| {
            let column = |(name, cell): &(&str, &str)| {
                let mut column = Column {
                    name: (*name).to_owned(),
                    filled: 1,
                    ..Column::default()
                };
                column.dates.note(cell);
                column.numbers.note(cell);
                column
            };
            let columns: Vec<Column> = cells.iter().map(column).collect();
            Mapping::guess(&columns, &USUAL, None).undated(&columns)
        };
        let (name, service) = (("Nombre", "Ana"), ("Servicio", "Sauna"));
        let (date, price) = (("Fecha", "25/01/2021"), ("Precio", "9.000"));
        let told = undated(&[name, service, ("Cuándo", "ayer"), price]);
        assert_eq!(told, ["Servicio", "Precio"]);
        assert_eq!(undated(&[name, date]), ["Fecha"]);
        assert_eq!(undated(&[name, service, date, price]), [""; 0]);
        assert_eq!(undated(&[name, service]), [""; 0], "it may be anything");
        assert_eq!(undated(&[name, ("Comuna", "Osorno")]), [""; 0]);
        assert_eq!(undated(&[("N.º en Vínculo", "7"), name, price]), [""; 0]);
    }

    #[test]
    fn what_is_missing_or_said_twice_is_told() {
        let names = ["id", "customer_id", "customer_id"].map(str::to_owned);
        let mapping = Mapping::by_name(&names, Kind::History, &USUAL);
        let missing = mapping.missing();
        let missing: Vec<String> = missing.iter().map(Field::to_string).collect();
        assert_eq!(missing, ["service_name", "service_date", "price_paid"]);
        assert!(mapping.repeated().is_empty());
        let twice = Mapping {
            columns: vec![mapping.columns[0], mapping.columns[0]],
            ..mapping
        };
        assert_eq!(twice.repeated(), [Field::RowId]);
    }
}
