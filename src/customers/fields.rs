//! The one list of what is known of a customer: it drives the list's columns and their order, and the table for
//! spreadsheets, and says what files may bring. Pure.

use super::filters::SortKey;
use super::model::Channel;

/// Where a field's value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A column of `customers`.
    Column(&'static str),
    /// A column of `customer_metrics`: nothing for who has no history.
    Metric(&'static str),
    /// The business's own values, as they are kept: JSON.
    Custom,
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
    Number,
    Date,
    /// An instant.
    Moment,
    /// A word of ours: the text's key is this with the value behind.
    Choice(&'static str),
}

impl Kind {
    /// Whether it stands at the right of its column.
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Money | Self::Number | Self::Date | Self::Moment)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in addresses.
    pub name: &'static str,
    /// The key of what people call it.
    pub label: &'static str,
    pub kind: Kind,
    pub source: Source,
    /// The order by it, where there is an index for it.
    pub sort: Option<SortKey>,
    /// Whether the list shows it while nobody chose columns.
    pub is_usual: bool,
    /// What files call it, folded and parted by `|`, the most telling first; the very first is its name in our own files.
    /// `None`: no file brings it.
    pub in_files: Option<&'static str>,
}

const fn field(name: &'static str, label: &'static str, kind: Kind, source: Source) -> Field {
    Field {
        name,
        label,
        kind,
        source,
        sort: None,
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
    const fn usual(self) -> Self {
        Self {
            is_usual: true,
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

const CONSENT: Kind = Kind::Choice("consent-state-");

/// In the order of columns. The name always stands before them.
pub const FIELDS: [Field; 34] = [
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
    .usual(),
    figure(
        "spend",
        "customers-spend",
        Kind::Money,
        Some(SortKey::Spend),
    )
    .usual(),
    figure(
        "last_date",
        "customers-last-visit",
        Kind::Date,
        Some(SortKey::Last),
    )
    .usual(),
    figure("first_date", "customers-first-visit", Kind::Date, None),
    figure("r", "rfm-recency", Kind::Number, None),
    figure("f", "rfm-frequency", Kind::Number, None),
    figure("m", "rfm-monetary", Kind::Number, None),
    field("overdue", "customers-overdue", Kind::Money, Source::Overdue),
    field("late", "customers-late-since", Kind::Date, Source::Late),
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
    text("city", "city").in_files("city|ciudad|comuna|localidad|poblacion"),
    text("region", "customer-region").in_files("region|provincia|estado|state"),
    text("country", "country").in_files("country|pais"),
    field("owner", "customer-owner", Kind::Text, Source::Owner).in_files(
        "owner|a cargo de|looked after by|ejecutivo|ejecutiva|\
             responsable de la cuenta|account owner",
    ),
    text("tags", "customer-tags").in_files("tags|etiquetas|grupos|etiqueta|tag|labels|groups"),
    text("source", "customer-source")
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
    field("custom", "customers-custom", Kind::Text, Source::Custom),
];

/// Which columns the list has, in the order of [`FIELDS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<&'static Field>);

impl Default for Columns {
    fn default() -> Self {
        Self(FIELDS.iter().filter(|field| field.is_usual).collect())
    }
}

impl Columns {
    /// `city,source`; what is no field is left out, and without any they are the usual ones.
    pub fn read(text: &str) -> Self {
        let names: Vec<&str> = text.split(',').collect();
        let chosen: Vec<_> = FIELDS
            .iter()
            .filter(|field| names.contains(&field.name))
            .collect();
        match chosen.is_empty() {
            true => Self::default(),
            false => Self(chosen),
        }
    }

    /// All there is.
    pub fn all() -> Self {
        Self(FIELDS.iter().collect())
    }

    pub fn fields(&self) -> &[&'static Field] {
        &self.0
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|field| field.name == name)
    }

    pub fn names(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|field| field.name).collect();
        names.join(",")
    }

    /// As a browser keeps them.
    pub fn of_kept(text: &str) -> Self {
        Self::read(&text.replace('-', ","))
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

    #[test]
    fn columns_are_read_from_an_address_and_written_back() {
        assert_eq!(
            Columns::read("source,city,city,password").written(),
            "city,source"
        );
        for usual in ["", "x,y", "email,phone,segment,services,spend,last_date"] {
            assert_eq!(Columns::read(usual), Columns::default(), "{usual}");
        }
        assert_eq!(Columns::default().written(), "");
        let chosen = Columns::read("source,last_date");
        assert_eq!(chosen.kept(), "last_date-source");
        assert_eq!(Columns::of_kept(&chosen.kept()), chosen);
    }

    #[test]
    fn no_field_stands_there_twice() {
        let mut names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
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
}
