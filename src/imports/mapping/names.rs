//! What a column is by its name: by our own names alone, or by all that businesses call it. Pure.

use super::{Choice, Column, Mapping, Usual};
use crate::domain::words_of;
use crate::imports::fields::{Field, is_ours};
use crate::imports::model::Kind;

impl Mapping {
    /// A file whose columns have our own names, and every other form that stands by itself.
    pub fn by_name(names: &[String], kind: Kind, usual: &Usual) -> Self {
        let choice = |name: &String| {
            let known: Option<Field> = name.to_lowercase().parse().ok();
            let known = known.filter(|field| !usual.is_retired(*field));
            let field = known.or_else(|| usual.own_field(name))?;
            field.fits(kind).then_some(Choice {
                field,
                order: usual.order,
                decimal: usual.decimal,
            })
        };
        let mut columns: Vec<Option<Choice>> = names.iter().map(choice).collect();
        let mut taken = Vec::new();
        for choice in &mut columns {
            match choice {
                Some(known) if taken.contains(&known.field) => *choice = None,
                Some(known) => taken.push(known.field),
                None => {}
            }
        }
        Self {
            kind,
            columns,
            is_returned: is_ours(names),
        }
    }
}

impl Usual {
    /// Whether it is a field of the business that is not asked any more.
    pub fn is_retired(&self, field: Field) -> bool {
        match field {
            Field::Own(key) => self.own.iter().all(|own| own.key != key),
            _ => false,
        }
    }

    /// The field of the business that is called so.
    fn own_field(&self, name: &str) -> Option<Field> {
        let words = words_of(name);
        let mut fields = self.own.iter();
        let found = fields.find(|own| !words.is_empty() && words_of(&own.name) == words);
        found.map(|own| Field::Own(own.key))
    }
}

/// What a column is by its name, and what else where that is taken or fits no file of its kind. A business knows best what it
/// calls its own; only what our own list calls its columns comes first there.
pub(super) fn what_it_may_be(
    column: &Column,
    usual: &Usual,
    is_list: bool,
) -> (Option<Field>, Option<Field>) {
    let own = usual.own_field(&column.name);
    let named = match is_status(column, usual, is_list) {
        true => Some(Field::Status),
        false => Field::named(&column.name),
    };
    match named.filter(|field| *field != Field::Status || column.bookings > 0) {
        Some(Field::Status) => (Some(Field::Status), own),
        named if is_list => match Field::of_list(&column.name) {
            Some(listed) => (Some(listed), own),
            None => (own.or(named), named),
        },
        named if own.is_some() => (own, named),
        named => (named, None),
    }
}

/// "Estado" is what became of a booking, unless the country has states and no cell says otherwise; the list of
/// customers calls the state "Región".
fn is_status(column: &Column, usual: &Usual, is_list: bool) -> bool {
    match words_of(&column.name).as_str() {
        "estado" => is_list || !usual.has_states || column.statuses > 0,
        "state" => column.statuses > 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{USUAL, guessed, guessed_in, own};
    use super::*;

    #[test]
    fn a_state_is_a_region_only_where_countries_have_them() {
        let of = |has_states, cell| {
            let usual = Usual {
                has_states,
                ..USUAL
            };
            let columns = [("Nombre", "Ana"), ("Estado", cell)];
            guessed_in(usual, &columns).1[1].clone()
        };
        assert_eq!(of(true, "Jalisco"), "region");
        assert_eq!(of(true, "Atendida"), "-");
        assert_eq!(of(false, "Atendida"), "-");
        assert_eq!(of(false, "Biobío"), "-");
    }

    #[test]
    fn in_the_list_of_customers_the_state_is_none_of_a_country() {
        let usual = Usual {
            has_states: true,
            ..USUAL
        };
        let columns = [
            ("N.º en Vínculo", "7"),
            ("Nombre", "Ana"),
            ("Monto", "5"),
            ("Tipo", "Persona"),
            ("Estado", "Cliente"),
            ("Región", "Jalisco"),
        ];
        let (kind, fields) = guessed_in(usual, &columns);
        assert_eq!(kind, Kind::Customers);
        let expected = [
            "vinculo_id",
            "name",
            "-",
            "customer_kind",
            "customer_status",
            "region",
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    fn a_column_that_is_called_as_a_field_of_the_business_is_that_one() {
        let usual = || Usual {
            own: vec![own(1, "Tipo de piel"), own(2, "Comuna"), own(3, "Servicio")],
            ..USUAL
        };
        let columns = [
            ("Nombre", "Ana"),
            ("TIPO DE PIEL", "Seca"),
            ("Ciudad", "Osorno"),
            ("Comuna", "Centro"),
            ("Servicio", "Sauna"),
        ];
        let (kind, fields) = guessed_in(usual(), &columns);
        assert_eq!(kind, Kind::Customers);
        assert_eq!(fields, ["name", "x1", "city", "x2", "x3"]);
        let of_services = [
            ("ID cliente", "7"),
            ("Servicio", "Sauna"),
            ("Fecha", "25/01/2021"),
            ("Precio", "100"),
        ];
        let fields = guessed_in(usual(), &of_services).1;
        assert_eq!(fields[1], "service_name", "of a service there is no other");
        let list = [
            ("N.º en Vínculo", "7"),
            ("Nombre", "Ana"),
            ("Ciudad", "x"),
            ("Ciudad", "y"),
        ];
        let twice = Usual {
            own: vec![own(4, "Ciudad")],
            ..USUAL
        };
        assert_eq!(guessed_in(twice, &list).1[2..], ["city", "x4"]);
    }

    #[test]
    fn in_our_own_list_a_field_of_the_business_comes_before_what_files_mean_by_its_name() {
        let names = ["Comuna", "Empresa", "WhatsApp", "Celular", "Contacto"];
        let own = (1..).zip(names).map(|(key, name)| own(key, name));
        let usual = Usual {
            own: own.collect(),
            ..USUAL
        };
        let listed = [
            "N.º en Vínculo",
            "Nombre",
            "Teléfono",
            "Razón social",
            "Ciudad",
        ];
        let columns: Vec<(&str, &str)> = listed
            .into_iter()
            .chain(names)
            .map(|name| (name, "x"))
            .collect();
        let expected = [
            "vinculo_id",
            "name",
            "phone",
            "legal_name",
            "city",
            "x1",
            "x2",
            "x3",
            "x4",
            "x5",
        ];
        assert_eq!(guessed_in(usual, &columns).1, expected);
    }

    #[test]
    fn of_a_booking_the_state_is_what_became_of_it() {
        let columns = [
            ("Cliente", "190"),
            ("Servicio", "Sauna"),
            ("Fecha", "25/01/2021"),
            ("Precio", "100"),
            ("Estado", "No asistió"),
        ];
        assert_eq!(guessed(&columns).1[4], "status");
        let of_payments = [&columns[..4], &[("Estado", "Cancelado")]].concat();
        assert_eq!(guessed(&of_payments).1[4], "-", "it may have been paid");
    }

    #[test]
    fn surnames_and_what_people_agree_to_are_known() {
        let columns = [
            ("Nombre", "Ana"),
            ("Apellido", "Rojas"),
            ("Apellido Materno", "Soto"),
            ("Acepta promociones", "Sí"),
        ];
        assert_eq!(
            guessed(&columns).1,
            ["name", "surname", "second_surname", "marketing_opt_in"]
        );
    }
}
