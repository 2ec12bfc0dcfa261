//! The one registry of what is known of a customer: it drives the list's columns and their order, what narrows the list, and
//! the table for spreadsheets, and says what files may bring. Behind ours stand the fields that the business added. Pure.

use std::fmt;

use super::filters::SortKey;
use super::model::{Channel, CustomerStatus};
use crate::domain::own_field::NOTHING;
use crate::domain::{OwnField, OwnKey, OwnKind};

/// What a field is called in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Ours(&'static str),
    Own(OwnKey),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours(name) => f.write_str(name),
            Self::Own(key) => key.fmt(f),
        }
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, text: &&str) -> bool {
        match self {
            Self::Ours(name) => name == text,
            Self::Own(key) => key.to_string() == *text,
        }
    }
}

/// Where a field's value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A column of `customers`.
    Column(&'static str),
    /// A column of `customer_metrics`: nothing for who has no history.
    Metric(&'static str),
    /// A value of the business's own, in `customers.custom`.
    Own(OwnKey),
    /// The name of whose customer it is.
    Owner,
    /// The newest word on a channel.
    Consent(Channel),
    /// What is owed and was due.
    Overdue,
    /// Since when a visit is missing that was usual.
    Late,
}

/// How a value is written for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Minor units of the organisation's currency.
    Money,
    /// A whole number.
    Number,
    /// A number that is kept as `1234.5`.
    Decimal,
    Date,
    /// An instant.
    Moment,
    /// A word of ours: the text's key is this with the value behind.
    Choice(&'static str),
}

impl Kind {
    /// Whether it stands at the right of its column.
    pub fn is_figure(self) -> bool {
        matches!(
            self,
            Self::Money | Self::Number | Self::Decimal | Self::Date | Self::Moment
        )
    }

    /// Whether people write it otherwise than addresses do.
    pub fn is_written_by_place(self) -> bool {
        matches!(self, Self::Money | Self::Decimal)
    }
}

/// How a field narrows the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// By its value; accents and case are forgiven.
    Text,
    /// By a part of its value; accents and case are forgiven.
    Part,
    /// By its value as it is kept.
    Exact,
    /// By one of these values.
    Choice(&'static [&'static str]),
    /// Whoever has a value: `yes`.
    Given,
    /// From, to; both belong to it.
    Range,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: Name,
    /// The key of what people call it; `None` where the business named it.
    pub label: Option<&'static str>,
    pub kind: Kind,
    pub source: Source,
    /// The order by it, where there is an index for it.
    pub sort: Option<SortKey>,
    /// Where it narrows the list: by an index, or asked of one row after the other until a page is full.
    pub filter: Option<Filter>,
    /// What it is called in addresses where it narrows.
    pub asked_as: Name,
    /// Whether the list shows it while nobody chose columns.
    pub is_usual: bool,
    /// What files call it, folded and parted by `|`, the most telling first; the very first is its name in our own files.
    /// `None`: no file brings it.
    pub in_files: Option<&'static str>,
}

const fn field(name: &'static str, label: &'static str, kind: Kind, source: Source) -> Field {
    Field {
        name: Name::Ours(name),
        label: Some(label),
        kind,
        source,
        sort: None,
        filter: None,
        asked_as: Name::Ours(name),
        is_usual: false,
        in_files: None,
    }
}

const fn text(name: &'static str, label: &'static str) -> Field {
    field(name, label, Kind::Text, Source::Column(name))
}

const fn figure(
    name: &'static str,
    label: &'static str,
    kind: Kind,
    sort: Option<SortKey>,
) -> Field {
    Field {
        sort,
        ..field(name, label, kind, Source::Metric(name))
    }
}

impl Field {
    /// One that the business added.
    pub fn of(own: &OwnField) -> Self {
        let (kind, filter) = match own.kind {
            OwnKind::Text => (Kind::Text, Filter::Part),
            OwnKind::Choice => (Kind::Text, Filter::Exact),
            OwnKind::YesNo => (YES_NO, Filter::Choice(&["yes", "no", NOTHING])),
            OwnKind::Number => (Kind::Decimal, Filter::Range),
            OwnKind::Date => (Kind::Date, Filter::Range),
        };
        Self {
            name: Name::Own(own.key),
            label: None,
            kind,
            source: Source::Own(own.key),
            sort: None,
            filter: Some(filter),
            asked_as: Name::Own(own.key),
            is_usual: false,
            in_files: None,
        }
    }

    /// Whether this means that nothing was said, where one of several can be.
    pub fn is_nothing(&self, value: &str) -> bool {
        let is_chosen = matches!(self.filter, Some(Filter::Exact | Filter::Choice(_)));
        matches!(self.source, Source::Own(_)) && is_chosen && value == NOTHING
    }

    const fn usual(self) -> Self {
        Self {
            is_usual: true,
            ..self
        }
    }

    const fn filtered(self, filter: Filter) -> Self {
        Self {
            filter: Some(filter),
            ..self
        }
    }

    /// In addresses it narrows under another name than its column has.
    const fn asked_as(self, name: &'static str) -> Self {
        Self {
            asked_as: Name::Ours(name),
            ..self
        }
    }

    const fn in_files(self, names: &'static str) -> Self {
        Self {
            in_files: Some(names),
            ..self
        }
    }
}

/// What there is to see and to narrow by: ours, then what the business added and still asks.
pub fn offered(own: &[OwnField]) -> impl Iterator<Item = Field> {
    let asked = own.iter().filter(|own| !own.is_retired);
    FIELDS.into_iter().chain(asked.map(Field::of))
}

/// Also what is not asked any more: the address of a list that was saved may name it.
pub fn known(own: &[OwnField]) -> impl Iterator<Item = Field> {
    FIELDS.into_iter().chain(own.iter().map(Field::of))
}

/// The values are their texts' keys.
const YES_NO: Kind = Kind::Choice("");
const STATUSES: &[&str] = &[
    CustomerStatus::Prospect.as_str(),
    CustomerStatus::Active.as_str(),
    CustomerStatus::Inactive.as_str(),
    CustomerStatus::Blocked.as_str(),
];
const SCORES: Filter = Filter::Choice(&["3", "2", "1"]);
const CONSENT: Kind = Kind::Choice("consent-state-");

/// In the order of columns. The name always stands before them.
pub const FIELDS: [Field; 33] = [
    text("email", "email")
        .usual()
        .in_files("email|e mail|mail|correo|correo electronico|email address|correo cliente"),
    text("phone", "phone").usual().in_files(
        "phone|telefono|fono|celular|movil|telefono movil|phone number|mobile|\
             whatsapp|tel|telefono cliente",
    ),
    field(
        "segment",
        "segment",
        Kind::Choice("segment-"),
        Source::Metric("segment"),
    )
    .usual(),
    figure(
        "services",
        "customers-services",
        Kind::Number,
        Some(SortKey::Services),
    )
    .filtered(Filter::Range)
    .usual(),
    figure(
        "spend",
        "customers-spend",
        Kind::Money,
        Some(SortKey::Spend),
    )
    .filtered(Filter::Range)
    .usual(),
    figure(
        "last_date",
        "customers-last-visit",
        Kind::Date,
        Some(SortKey::Last),
    )
    .filtered(Filter::Range)
    .asked_as("last")
    .usual(),
    figure("first_date", "customers-first-visit", Kind::Date, None)
        .filtered(Filter::Range)
        .asked_as("first"),
    figure("r", "rfm-recency", Kind::Number, None).filtered(SCORES),
    figure("f", "rfm-frequency", Kind::Number, None).filtered(SCORES),
    figure("m", "rfm-monetary", Kind::Number, None).filtered(SCORES),
    field("overdue", "customers-overdue", Kind::Money, Source::Overdue).filtered(Filter::Given),
    field("late", "customers-late-since", Kind::Date, Source::Late).filtered(Filter::Given),
    text("legal_name", "customer-legal-name").in_files("legal_name|razon social|empresa|company"),
    field(
        "kind",
        "customer-kind",
        Kind::Choice("customer-kind-"),
        Source::Column("kind"),
    )
    .in_files("customer_kind"),
    field(
        "status",
        "status",
        Kind::Choice("customer-status-"),
        Source::Column("status"),
    )
    .filtered(Filter::Choice(STATUSES))
    .in_files("customer_status"),
    text("tax_id", "customer-tax-id").in_files(
        "document_id|rut|dni|nif|cif|cif nif|nif cif|rfc|tax id|documento|cedula|\
             rut cliente|identificacion|rut o documento|tax id or document",
    ),
    field(
        "birth_date",
        "customer-birth-date",
        Kind::Date,
        Source::Column("birth_date"),
    )
    .in_files(
        "birth_date|fecha de nacimiento|fecha nacimiento|nacimiento|cumpleanos|\
             birthday|date of birth|f nacimiento",
    ),
    text("address", "customer-address").in_files("address|direccion|domicilio|calle"),
    text("city", "city")
        .filtered(Filter::Text)
        .in_files("city|ciudad|comuna|localidad|poblacion"),
    text("region", "customer-region").in_files("region|provincia|estado|state"),
    text("country", "country").in_files("country|pais"),
    field("owner", "customer-owner", Kind::Text, Source::Owner).in_files(
        "owner|a cargo de|looked after by|ejecutivo|ejecutiva|\
             responsable de la cuenta|account owner",
    ),
    text("tags", "customer-tags").in_files("tags|etiquetas|grupos|etiqueta|tag|labels|groups"),
    text("source", "customer-source")
        .filtered(Filter::Text)
        .in_files("source|origen|fuente|canal|como llego|how they came|procedencia"),
    text("sector", "customer-sector").in_files("sector|rubro|industria|industry|giro"),
    text("website", "customer-website").in_files("website|web|sitio web|pagina web|url"),
    text("segment_label", "customer-segment-label")
        .in_files("segment_label|segmento propio|own segment"),
    field(
        "consent_email",
        "customers-consent-email",
        CONSENT,
        Source::Consent(Channel::Email),
    )
    .in_files(
        "marketing_opt_in|opt in|acepta correos|acepta publicidad|acepta marketing|\
             consentimiento|acepta promociones|acepta comunicaciones|suscrito|suscrita|\
             newsletter|marketing|permiso por correo|consent to email",
    ),
    field(
        "consent_whatsapp",
        "customers-consent-whatsapp",
        CONSENT,
        Source::Consent(Channel::Whatsapp),
    )
    .in_files("consent_whatsapp|permiso por whatsapp|consent to whatsapp|acepta whatsapp"),
    field(
        "consent_sms",
        "customers-consent-sms",
        CONSENT,
        Source::Consent(Channel::Sms),
    )
    .in_files("consent_sms|permiso por sms|consent to sms|acepta sms"),
    field(
        "consent_call",
        "customers-consent-call",
        CONSENT,
        Source::Consent(Channel::Call),
    )
    .in_files("consent_call|permiso para llamar|consent to calls|acepta llamadas"),
    Field {
        sort: Some(SortKey::Created),
        ..field(
            "created",
            "customers-created-at",
            Kind::Moment,
            Source::Column("created_at"),
        )
    }
    .in_files(
        "created_at|fecha de registro|fecha registro|fecha de alta|fecha alta|alta|\
             creado|cliente desde|fecha creacion|fecha de creacion|created|registro|\
             ficha creada|record created",
    ),
    text("notes", "notes")
        .in_files("notes|notas|observaciones|comentarios|nota|comments|observacion"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_stands_there_twice() {
        let mut names: Vec<String> = FIELDS.iter().map(|field| field.name.to_string()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), FIELDS.len());
    }

    #[test]
    fn no_two_fields_have_the_same_name_in_files() {
        let names = FIELDS.iter().filter_map(|field| field.in_files);
        let mut names: Vec<&str> = names.flat_map(|names| names.split('|')).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn every_order_but_that_by_name_belongs_to_a_field() {
        let sorted: Vec<SortKey> = FIELDS.iter().filter_map(|field| field.sort).collect();
        for key in SortKey::ALL.iter().filter(|key| **key != SortKey::Name) {
            assert!(sorted.contains(key), "{key}");
        }
    }

    #[test]
    fn every_state_of_a_customer_can_be_asked_for() {
        let all: Vec<&str> = CustomerStatus::ALL
            .iter()
            .map(|state| state.as_str())
            .collect();
        assert_eq!(STATUSES, all);
    }

    #[test]
    fn what_the_business_added_stands_behind_ours_while_it_is_asked() {
        let own = |number, is_retired| OwnField {
            key: OwnKey(number),
            name: "Tipo de piel".into(),
            kind: OwnKind::Number,
            options: Vec::new(),
            is_retired,
            was: Vec::new(),
        };
        let own = [own(1, true), own(2, false)];
        let names = |fields: Vec<Field>| -> Vec<String> {
            let behind = fields.iter().skip(FIELDS.len());
            behind.map(|field| field.name.to_string()).collect()
        };
        assert_eq!(names(offered(&own).collect()), ["x2"]);
        assert_eq!(names(known(&own).collect()), ["x1", "x2"]);
    }
}
