//! What a column of a file may be, and which one its name speaks for. Pure.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::model::Kind;
use crate::customers::fields as registry;
use crate::domain::{Language, OwnKey, UnknownValue, words_of};
use crate::web::i18n;

/// What a column may be. Its text is the name that our own files have for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub enum Field {
    /// Our own number, as the table of the list of customers has it.
    OwnId,
    CustomerId,
    Name,
    Surname,
    SecondSurname,
    /// A field of the registry of customers' fields, by its name in our own files.
    Customer(&'static str),
    /// One that the business added.
    Own(OwnKey),
    RowId,
    Category,
    Service,
    Date,
    Price,
    Season,
    Year,
    Status,
}

/// What is only of files, with the names for each, folded, the most telling first; the very first is that of our own files.
/// What several may mean is settled in `mapping`.
const OF_FILES: &[(Field, &str)] = &[
    (
        Field::OwnId,
        "vinculo_id|n o en vinculo|no in vinculo|n en vinculo|numero en vinculo|number in vinculo",
    ),
    (
        Field::CustomerId,
        "customer_id|id cliente|cliente id|client id|codigo cliente|cod cliente|n cliente|numero cliente|id del cliente|codigo de cliente",
    ),
    (
        Field::Name,
        "name|full name|nombre|first name|nombre completo|nombre y apellido|nombres|nombre cliente|nombre del cliente|customer name|client name|contacto",
    ),
    (
        Field::Surname,
        "surname|last name|apellido|apellidos|apellido paterno|primer apellido|family name",
    ),
    (
        Field::SecondSurname,
        "second_surname|apellido materno|segundo apellido",
    ),
    (
        Field::RowId,
        "id|row id|id servicio|id venta|id reserva|n reserva|numero reserva|codigo reserva|id cita|folio|n venta|transaction id|numero de venta|boleta|invoice no|id atencion",
    ),
    (
        Field::Category,
        "service_type|categoria|category|tipo de servicio|tipo servicio|familia|tipo|linea|categoria servicio",
    ),
    (
        Field::Service,
        "service_name|servicio|service|nombre servicio|nombre del servicio|producto|product|description|descripcion|tratamiento|item|detalle",
    ),
    (
        Field::Date,
        "service_date|fecha|date|fecha servicio|fecha de servicio|fecha del servicio|fecha venta|fecha de venta|fecha atencion|fecha reserva|fecha de reserva|fecha de la reserva|fecha cita|fecha de cita|fecha de la cita|fecha y hora|fecha hora|fecha inicio|inicio|hora inicio|dia|invoice date|start|start date|date time",
    ),
    (
        Field::Price,
        "price_paid|precio pagado|precio|price|monto|importe|total|valor|amount|pagado|monto pagado|total pagado",
    ),
    (Field::Season, "season|estacion|temporada"),
    (Field::Year, "year|ano"),
    (
        Field::Status,
        "status|estado reserva|estado de la reserva|estado de reserva|estado cita|estado de la cita|estado atencion|asistencia|booking status|appointment status",
    ),
];

/// What a file is without.
const OF_CUSTOMERS: &[Field] = &[Field::Name];
const OF_HISTORY: &[Field] = &[Field::CustomerId, Field::Service, Field::Date, Field::Price];
const OF_BOTH: &[Field] = &[Field::Name, Field::Service, Field::Date, Field::Price];

impl Field {
    pub const EMAIL: Self = Self::Customer("email");
    pub const PHONE: Self = Self::Customer("phone");
    pub const DOCUMENT_ID: Self = Self::Customer("document_id");
    pub const BIRTH_DATE: Self = Self::Customer("birth_date");
    pub const COUNTRY: Self = Self::Customer("country");
    pub const KIND: Self = Self::Customer("customer_kind");
    /// Of the customer, not of a booking.
    pub const CUSTOMER_STATUS: Self = Self::Customer("customer_status");
    pub const OWNER: Self = Self::Customer("owner");
    pub const TAGS: Self = Self::Customer("tags");
    pub const OPT_IN: Self = Self::Customer("marketing_opt_in");
    pub const CREATED_AT: Self = Self::Customer("created_at");

    /// Every one that each business has: those of the customer, then those of a service.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_files = |is_of_history: bool| {
            let fields = OF_FILES.iter().map(|(field, _)| *field);
            fields.filter(move |field| field.is_of_history() == is_of_history)
        };
        let of_customers = of_registry().map(|(name, _)| Self::Customer(name));
        of_files(false).chain(of_customers).chain(of_files(true))
    }

    /// What the registry knows of it.
    pub fn registered(self) -> Option<&'static registry::Field> {
        let Self::Customer(own) = self else {
            return None;
        };
        let mut fields = of_registry();
        fields
            .find(|(name, _)| *name == own)
            .map(|(_, field)| field)
    }

    /// The key of what people call it. Our list says when a record was made; files say since when somebody comes.
    pub fn label(self) -> String {
        let registered = self.registered().filter(|_| self != Self::CREATED_AT);
        let registered = registered.and_then(|field| field.label);
        registered.map_or_else(|| format!("import-field-{self}"), str::to_owned)
    }

    /// Whether its cells may be dates.
    pub fn is_date(self) -> bool {
        match self.registered() {
            Some(field) => matches!(field.kind, registry::Kind::Date | registry::Kind::Moment),
            None => matches!(self, Self::Date | Self::Own(_)),
        }
    }

    /// Whether its cells may be figures with decimals.
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Price | Self::Own(_))
    }

    /// Whether it is of a service rather than of the customer.
    pub fn is_of_history(self) -> bool {
        self >= Self::RowId
    }

    /// Whether a file of this kind can have it.
    pub fn fits(self, kind: Kind) -> bool {
        match kind {
            Kind::Customers => !self.is_of_history(),
            Kind::History => self.is_of_history() || self == Self::CustomerId,
            Kind::Both => true,
        }
    }

    /// Without these columns a file of this kind is another.
    pub fn required(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Customers => OF_CUSTOMERS,
            Kind::History => OF_HISTORY,
            Kind::Both => OF_BOTH,
        }
    }

    /// Which one a column's name speaks for.
    pub fn named(name: &str) -> Option<Self> {
        let words = words_of(name);
        // The customer's or the row's: what else is there says.
        if words == "id" {
            return None;
        }
        let of_files = OF_FILES.iter().find(|(_, names)| has_name(names, &words));
        of_files.map(|(field, _)| *field).or_else(|| {
            let is_called = |field: &registry::Field| {
                field.in_files.is_some_and(|names| has_name(names, &words))
            };
            let mut fields = of_registry();
            let found = fields.find(|(_, field)| is_called(field));
            found.map(|(name, _)| Self::Customer(name))
        })
    }

    /// Which one a column's name speaks for in our own list of customers: what the list calls it, in any language.
    pub fn of_list(name: &str) -> Option<Self> {
        let words = words_of(name);
        let is_called = |field: &registry::Field| {
            let is_label =
                |key, language: &Language| words_of(&i18n::text(*language, key, &[])) == words;
            let is_label = |key| Language::ALL.iter().any(|language| is_label(key, language));
            field.label.is_some_and(is_label)
        };
        let mut fields = of_registry();
        let found = fields.find(|(_, field)| is_called(field));
        found.map(|(name, _)| Self::Customer(name))
    }
}

/// The fields of customers that files bring, each with its name in our own.
pub fn of_registry() -> impl Iterator<Item = (&'static str, &'static registry::Field)> {
    let fields = registry::FIELDS.iter();
    fields.filter_map(|field| Some((own_name(field.in_files?), field)))
}

fn own_name(names: &'static str) -> &'static str {
    names.split('|').next().unwrap_or_default()
}

fn has_name(names: &str, words: &str) -> bool {
    let spaced = |c: char| if c == '_' { ' ' } else { c };
    let mut names = names.split('|');
    names.any(|name| name.chars().map(spaced).eq(words.chars()))
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(name) => f.pad(name),
            Self::Own(key) => f.pad(&key.to_string()),
            of_files => {
                let known = OF_FILES.iter().find(|(field, _)| field == of_files);
                f.pad(known.map_or("", |(_, names)| own_name(names)))
            }
        }
    }
}

impl FromStr for Field {
    type Err = UnknownValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(field) = Self::all().find(|field| field.to_string() == text) {
            return Ok(field);
        }
        text.parse().map(Self::Own).map_err(|_| UnknownValue {
            kind: "Field",
            value: text.to_owned(),
        })
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.to_string()
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// What our files with refused rows have besides the columns of the file.
pub const OWN_COLUMNS: [&str; 3] = ["vinculo_linea", "vinculo_columna", "vinculo_motivo"];

/// How many columns stand before those that we added.
pub fn width_without_own(names: &[String]) -> usize {
    let own = names.iter().position(|name| name == OWN_COLUMNS[0]);
    own.unwrap_or(names.len())
}

/// Whether the file is one that we wrote: rows that were refused, or the list of customers. What looked like a formula has
/// a mark there.
pub fn is_ours(names: &[String]) -> bool {
    is_list_of_customers(names) || width_without_own(names) < names.len()
}

/// Whether the file is our list of customers: nobody else has our numbers.
pub fn is_list_of_customers(names: &[String]) -> bool {
    let fields = names.iter().map(|name| Field::named(name));
    fields.flatten().any(|field| field == Field::OwnId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_own_name_is_known() {
        for field in Field::all() {
            assert_eq!(field.to_string().parse(), Ok(field));
            let found = Field::named(&field.to_string());
            assert_eq!(found.unwrap_or(field), field);
        }
        assert_eq!("x12".parse(), Ok(Field::Own(OwnKey(12))));
        assert!("password".parse::<Field>().is_err());
    }

    #[test]
    fn a_field_is_kept_as_its_own_name() {
        for (field, kept) in [
            (Field::DOCUMENT_ID, "\"document_id\""),
            (Field::Date, "\"service_date\""),
            (Field::Own(OwnKey(3)), "\"x3\""),
        ] {
            assert_eq!(serde_json::to_string(&field).unwrap(), kept);
            assert_eq!(serde_json::from_str::<Field>(kept).unwrap(), field);
        }
    }

    #[test]
    fn every_field_that_is_read_by_its_name_is_in_the_registry() {
        for field in [
            Field::EMAIL,
            Field::PHONE,
            Field::DOCUMENT_ID,
            Field::BIRTH_DATE,
            Field::COUNTRY,
            Field::KIND,
            Field::CUSTOMER_STATUS,
            Field::OWNER,
            Field::TAGS,
            Field::OPT_IN,
            Field::CREATED_AT,
        ] {
            assert!(field.registered().is_some(), "{field}");
        }
    }

    #[test]
    fn no_name_in_files_means_two_things() {
        let of_registry = of_registry().filter_map(|(_, field)| field.in_files);
        let all = OF_FILES.iter().map(|(_, names)| *names).chain(of_registry);
        let mut names: Vec<&str> = all.flat_map(|names| names.split('|')).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn our_own_list_is_read_by_what_it_calls_its_columns() {
        for (name, field) in [
            ("Estado", Field::CUSTOMER_STATUS),
            ("Status", Field::CUSTOMER_STATUS),
            ("Tipo", Field::KIND),
            ("Permiso por WhatsApp", Field::Customer("consent_whatsapp")),
            ("A cargo de", Field::OWNER),
        ] {
            assert_eq!(Field::of_list(name), Some(field), "{name}");
        }
        assert_eq!(Field::of_list("Segmento"), None);
    }
}
