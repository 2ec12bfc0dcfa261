//! What the columns of a file are likely to be, by their names, and where those leave it open by what is in them. Pure.

use super::names::what_it_may_be;
use super::{Choice, Column, Mapping, Usual};
use crate::domain::words_of;
use crate::imports::fields::{Field, is_list_of_customers, is_ours};
use crate::imports::model::Kind;

/// In a file where each row is a visit too these words are of the visit: who attended, what kind it was.
const OF_CUSTOMERS_ALONE: [Field; 4] = [
    Field::OWNER,
    Field::TAGS,
    Field::KIND,
    Field::CUSTOMER_STATUS,
];

/// What several rows may share: they number the rows only where nothing else does.
const RECEIPT: &[&str] = &["folio", "boleta", "invoice no"];
const CLIENT: &[&str] = &["cliente", "customer", "client", "paciente", "alumno"];

impl Mapping {
    /// By the names of the columns, and where those leave it open by what is in them.
    pub fn guess(columns: &[Column], usual: &Usual, told: Option<Kind>) -> Self {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let is_list = is_list_of_customers(&names);
        let (mut fields, others): (Vec<_>, Vec<_>) = columns
            .iter()
            .map(|column| what_it_may_be(column, usual, is_list))
            .unzip();
        let has = |fields: &[Option<Field>], field: Field| fields.contains(&Some(field));
        let looks_like_history = has(&fields, Field::Date)
            && (has(&fields, Field::Service) || has(&fields, Field::Price));
        let is_history = told.map_or(looks_like_history, Kind::has_history);
        settle_open_names(columns, &mut fields, is_history);
        if is_history {
            // A word for something of a service means that there.
            for (field, other) in fields.iter_mut().zip(&others) {
                if other.is_some_and(Field::is_of_history) {
                    *field = *other;
                }
            }
        }
        let kind = told.unwrap_or(match (is_history, has(&fields, Field::Name)) {
            (true, true) => Kind::Both,
            (true, false) => Kind::History,
            (false, _) => Kind::Customers,
        });
        let mut taken = Vec::new();
        for (field, other) in fields.iter_mut().zip(others) {
            let is_free = |field: &Field| {
                let is_meant = kind == Kind::Customers || !OF_CUSTOMERS_ALONE.contains(field);
                !taken.contains(field) && field.fits(kind) && is_meant
            };
            *field = [*field, other].into_iter().flatten().find(is_free);
            taken.extend(*field);
        }
        let choice = |(field, column): (Option<Field>, &Column)| {
            field.map(|field| Choice::of(field, column, usual, is_list))
        };
        Self {
            is_returned: is_ours(&names),
            kind,
            columns: fields.into_iter().zip(columns).map(choice).collect(),
        }
    }
}

impl Choice {
    /// As its column shows. In our own list the numbers of the business are written as the place does: their decimals may be
    /// three, which look like thousands.
    pub fn of(field: Field, column: &Column, usual: &Usual, is_list: bool) -> Self {
        Self {
            field,
            order: column.dates.guess(usual.order),
            decimal: match field {
                Field::Own(_) if is_list => usual.decimal,
                _ => column.numbers.guess(usual.decimal),
            },
        }
    }
}

/// "ID" is the row's where there are services, else the customer's; "Cliente" is a number or a name.
fn settle_open_names(columns: &[Column], fields: &mut [Option<Field>], is_history: bool) {
    let id = if is_history {
        Field::RowId
    } else {
        Field::CustomerId
    };
    let words: Vec<String> = columns
        .iter()
        .map(|column| words_of(&column.name))
        .collect();
    if words.iter().any(|words| words == "id") {
        for (field, words) in fields.iter_mut().zip(&words) {
            if RECEIPT.contains(&words.as_str()) {
                *field = None;
            }
        }
    }
    let mut settle = |names: &[&str], field: Field| {
        let place = words
            .iter()
            .position(|words| names.contains(&words.as_str()));
        if let Some(place) = place
            && !matches!(fields[place], Some(Field::Own(_)))
            && !fields.contains(&Some(field))
        {
            fields[place] = Some(field);
        }
    };
    settle(&["id", "codigo", "numero", "n", "code"], id);
    let client = columns.iter().find(|column| is_client(column));
    let is_number = client.is_some_and(|column| column.digits * 10 >= column.filled * 9);
    settle(
        CLIENT,
        if is_number {
            Field::CustomerId
        } else {
            Field::Name
        },
    );
}

fn is_client(column: &Column) -> bool {
    CLIENT.contains(&words_of(&column.name).as_str())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{USUAL, guessed, own};
    use super::*;
    use crate::imports::numbers::Decimal;

    #[test]
    fn a_receipt_numbers_the_rows_only_where_there_is_no_id() {
        let rest = [
            ("Cliente", "190"),
            ("Servicio", "Sauna"),
            ("Fecha", "25/01/2021"),
        ];
        let of = |first: &str| {
            let columns = [&[("Boleta", "7"), (first, "1")], &rest[..]].concat();
            guessed(&columns).1[..2].join(" ")
        };
        assert_eq!(of("ID"), "- id");
        assert_eq!(of("Estación"), "id season");
    }

    #[test]
    fn in_our_own_list_three_decimals_are_no_thousands() {
        let decimal = |head: &str| {
            let mut column = Column {
                name: "Distancia".into(),
                filled: 1,
                ..Column::default()
            };
            column.numbers.note("2,125");
            let known = ["Nombre", head].map(|name| Column {
                name: name.into(),
                ..Column::default()
            });
            let columns = [&known[..], &[column]].concat();
            let usual = Usual {
                own: vec![own(1, "Distancia")],
                ..USUAL
            };
            let choices = Mapping::guess(&columns, &usual, None).columns;
            choices[2].map(|choice| (choice.field.to_string(), choice.decimal))
        };
        let field = || "x1".to_owned();
        assert_eq!(decimal("N.º en Vínculo"), Some((field(), Decimal::Comma)));
        assert_eq!(decimal("Código"), Some((field(), Decimal::Point)));
    }

    #[test]
    fn a_history_in_spanish_is_known() {
        let (kind, fields) = guessed(&[
            ("ID", "1"),
            ("Cliente", "190"),
            ("Categoría", "Spa"),
            ("Servicio", "Sauna"),
            ("Fecha", "25/01/2021"),
            ("Precio Pagado", "$16.990"),
            ("Estación", "Verano"),
            ("Año", "2021"),
        ]);
        assert_eq!(kind, Kind::History);
        assert_eq!(
            fields,
            [
                "id",
                "customer_id",
                "service_type",
                "service_name",
                "service_date",
                "price_paid",
                "season",
                "year"
            ]
        );
    }

    #[test]
    fn a_list_of_customers_is_known() {
        let (kind, fields) = guessed(&[
            ("N°", "1"),
            ("Nombre Completo", "Ana"),
            ("E-mail", "a@b.cl"),
            ("Celular", "9"),
            ("RUT", "1-9"),
            ("Fecha de nacimiento", "1/2/1990"),
            ("Color", "rojo"),
        ]);
        assert_eq!(kind, Kind::Customers);
        assert_eq!(
            fields,
            [
                "customer_id",
                "name",
                "email",
                "phone",
                "document_id",
                "birth_date",
                "-"
            ]
        );
    }

    #[test]
    fn sales_with_the_name_of_the_customer_are_both() {
        let (kind, fields) = guessed(&[
            ("Fecha", "25/01/2021"),
            ("Cliente", "Ana Rojas"),
            ("Correo", "a@b.cl"),
            ("Servicio", "Sauna"),
            ("Monto", "100"),
        ]);
        assert_eq!(kind, Kind::Both);
        assert_eq!(
            fields,
            [
                "service_date",
                "name",
                "email",
                "service_name",
                "price_paid"
            ]
        );
    }

    #[test]
    fn who_is_in_charge_and_tags_are_of_the_customer_only_where_no_row_is_a_visit() {
        let of_customers = [
            ("Nombre", "Ana"),
            ("Ejecutivo", "Rosa"),
            ("Etiquetas", "VIP"),
        ];
        assert_eq!(guessed(&of_customers).1, ["name", "owner", "tags"]);
        let visit = [
            ("Servicio", "Sauna"),
            ("Fecha", "25/01/2021"),
            ("Precio", "100"),
        ];
        let (kind, fields) = guessed(&[&of_customers[..], &visit].concat());
        assert_eq!(kind, Kind::Both);
        assert_eq!(fields[..3], ["name", "-", "-"]);
    }
}
