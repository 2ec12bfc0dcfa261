//! Which column of a file is what: guessed from names and cells, or chosen by a person. Pure.

use serde::{Deserialize, Serialize};

use super::dates::{DateSigns, DayOrder};
use super::fields::{Field, is_list_of_customers, is_ours, width_without_own};
use super::model::Kind;
use super::numbers::{Decimal, NumberSigns};
use crate::domain::{OwnField, words_of};

/// What is known of a column from all its cells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub filled: i64,
    /// Cells of nothing but digits.
    pub digits: i64,
    /// Cells that say what became of a booking.
    #[serde(default)]
    pub statuses: i64,
    /// Of these: cells that are said of bookings alone.
    #[serde(default)]
    pub bookings: i64,
    pub dates: DateSigns,
    pub numbers: NumberSigns,
}

/// What a column is, and in which form its cells are where there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub field: Field,
    pub order: DayOrder,
    pub decimal: Decimal,
}

/// Which column is what; `None`: it is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub kind: Kind,
    pub columns: Vec<Option<Choice>>,
    /// The file is one of ours, changed: what looked like a formula has a mark.
    #[serde(default)]
    pub is_returned: bool,
}

/// A mapping as it is kept for the next file with the same header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    #[serde(flatten)]
    mapping: Mapping,
    /// The names of all fields that there were to choose from. `None`: an older program kept it.
    #[serde(default)]
    known: Option<Vec<String>>,
}

/// What there was not while nobody noted what there was.
const LATER: [&str; 8] = [
    "customer_kind",
    "customer_status",
    "owner",
    "tags",
    "segment_label",
    "consent_whatsapp",
    "consent_sms",
    "consent_call",
];

/// How the place writes, where a column does not say, and what the business asks besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usual {
    pub order: DayOrder,
    pub decimal: Decimal,
    /// "Estado" is a part of the country.
    pub has_states: bool,
    /// Those that are asked still.
    pub own: Vec<OwnField>,
}

impl Usual {
    /// The field of the business that is called so.
    fn own_field(&self, name: &str) -> Option<Field> {
        let words = words_of(name);
        let mut fields = self.own.iter();
        let found = fields.find(|own| !words.is_empty() && words_of(&own.name) == words);
        found.map(|own| Field::Own(own.key))
    }
}

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

    /// A file whose columns have our own names, and every other form that stands by itself.
    pub fn by_name(names: &[String], kind: Kind, usual: &Usual) -> Self {
        let choice = |name: &String| {
            let known = name.to_lowercase().parse().ok();
            let field: Field = known.or_else(|| usual.own_field(name))?;
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

    /// The same of a file that has these columns: what we added stands behind them. `None`: it has others.
    pub fn fitted(mut self, names: &[String]) -> Option<Self> {
        let width = width_without_own(names);
        if self.columns.len() != width {
            return None;
        }
        self.columns.resize(names.len(), None);
        self.is_returned = is_ours(names);
        Some(self)
    }

    /// A column that was left out and is called as a field that there was not then is that one by now.
    fn with_later_fields(mut self, known: &Remembered, columns: &[Column], usual: &Usual) -> Self {
        let guess = Self::guess(columns, usual, Some(self.kind));
        for (place, guessed) in guess.columns.into_iter().enumerate() {
            let later =
                guessed.filter(|choice| !known.had(choice.field) && !self.has(choice.field));
            if let Some(choice) = self.columns.get_mut(place)
                && choice.is_none()
            {
                *choice = later;
            }
        }
        self
    }

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

    /// The column of the file that a field stands for, by the field's name.
    pub fn column_of<'a>(&self, field: &str, columns: &'a [Column]) -> Option<&'a Column> {
        let is_it = |choice: &Option<Choice>| {
            choice.is_some_and(|choice| choice.field.to_string() == field)
        };
        let place = self.columns.iter().position(is_it)?;
        columns.get(place)
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns
            .iter()
            .flatten()
            .any(|choice| choice.field == field)
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

impl Remembered {
    /// What a person chose from all that there is.
    pub fn of(mapping: Mapping, usual: &Usual) -> Self {
        let own = usual.own.iter().map(|own| own.key.to_string());
        let known = Field::all().map(|field| field.to_string()).chain(own);
        Self {
            mapping,
            known: Some(known.collect()),
        }
    }

    /// For a file with these columns; `None` where it has others. What our own list calls its columns needs no memory.
    pub fn fitted(self, columns: &[Column], usual: &Usual) -> Option<Mapping> {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        if is_list_of_customers(&names) {
            return None;
        }
        let mapping = self.mapping.clone().fitted(&names)?;
        Some(mapping.with_later_fields(&self, columns, usual))
    }

    fn had(&self, field: Field) -> bool {
        let name = field.to_string();
        match &self.known {
            Some(known) => known.contains(&name),
            None => !matches!(field, Field::Own(_)) && !LATER.contains(&name.as_str()),
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

/// What a column is by its name, and what else where that is taken or fits no file of its kind. A business knows best what it
/// calls its own; only what our own list calls its columns comes first there.
fn what_it_may_be(column: &Column, usual: &Usual, is_list: bool) -> (Option<Field>, Option<Field>) {
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

fn is_client(column: &Column) -> bool {
    CLIENT.contains(&words_of(&column.name).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OwnKey, OwnKind};

    const USUAL: Usual = Usual {
        order: DayOrder::DayFirst,
        decimal: Decimal::Comma,
        has_states: false,
        own: Vec::new(),
    };

    fn guessed(columns: &[(&str, &str)]) -> (Kind, Vec<String>) {
        guessed_in(USUAL, columns)
    }

    fn guessed_in(usual: Usual, columns: &[(&str, &str)]) -> (Kind, Vec<String>) {
        let column = |(name, cell): &(&str, &str)| {
            let mut column = Column {
                name: (*name).to_owned(),
                filled: 1,
                digits: i64::from(cell.bytes().all(|byte| byte.is_ascii_digit())),
                statuses: i64::from(crate::imports::bookings::is_status(cell)),
                bookings: i64::from(crate::imports::bookings::is_of_booking(cell)),
                ..Column::default()
            };
            column.dates.note(cell);
            column
        };
        let columns: Vec<Column> = columns.iter().map(column).collect();
        let mapping = Mapping::guess(&columns, &usual, None);
        let name = |choice: &Option<Choice>| {
            choice.map_or_else(|| "-".to_owned(), |choice| choice.field.to_string())
        };
        (mapping.kind, mapping.columns.iter().map(name).collect())
    }

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

    fn own(key: u16, name: &str) -> OwnField {
        OwnField {
            key: OwnKey(key),
            name: name.into(),
            kind: OwnKind::Text,
            options: Vec::new(),
            is_retired: false,
            was: Vec::new(),
        }
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
    fn a_column_that_was_left_out_is_taken_for_a_field_that_there_was_not_then() {
        let names = ["Nombre", "Correo", "Etiquetas", "Piel", "Talla"];
        let column = |name: &str| Column {
            name: name.into(),
            ..Column::default()
        };
        let columns = names.map(column);
        let usual = |own: &[OwnField]| Usual {
            own: own.to_vec(),
            ..USUAL
        };
        let (skin, size) = (own(1, "Piel"), own(2, "Talla"));
        let chosen = || {
            let mut mapping = Mapping::guess(&columns, &USUAL, None);
            mapping.columns[1..].fill(None);
            mapping
        };
        let fields = |remembered: Remembered| {
            let usual = usual(&[skin.clone(), size.clone()]);
            let mapping = remembered.fitted(&columns, &usual).unwrap();
            let name = |choice: &Option<Choice>| choice.map(|choice| choice.field.to_string());
            let names = mapping.columns.iter().map(name);
            names.map(Option::unwrap_or_default).collect::<Vec<_>>()
        };
        let remembered = Remembered::of(chosen(), &usual(std::slice::from_ref(&skin)));
        let stored = serde_json::to_value(&remembered).unwrap();
        assert_eq!(
            serde_json::from_value::<Remembered>(stored).unwrap(),
            remembered
        );
        assert_eq!(fields(remembered), ["name", "", "", "", "x2"]);
        let older = serde_json::to_value(chosen()).unwrap();
        let older: Remembered = serde_json::from_value(older).unwrap();
        assert_eq!(fields(older), ["name", "", "tags", "x1", "x2"]);
    }

    #[test]
    fn what_our_own_list_has_is_guessed_each_time() {
        let columns = ["N.º en Vínculo", "Nombre", "Ciudad"].map(|name| Column {
            name: name.into(),
            ..Column::default()
        });
        let mapping = Mapping::guess(&columns, &USUAL, None);
        assert_eq!(
            Remembered::of(mapping, &USUAL).fitted(&columns, &USUAL),
            None
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
