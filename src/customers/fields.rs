//! The one list of what is known of a customer: it drives the list's columns and their order, and the table for
//! spreadsheets. Pure.

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
}

const fn field(name: &'static str, label: &'static str, kind: Kind, source: Source) -> Field {
    Field {
        name,
        label,
        kind,
        source,
        sort: None,
        is_usual: false,
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
}

const CONSENT: Kind = Kind::Choice("consent-state-");

/// In the order of columns. The name always stands before them.
pub const FIELDS: [Field; 34] = [
    text("email", "email").usual(),
    text("phone", "phone").usual(),
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
    text("legal_name", "customer-legal-name"),
    field(
        "kind",
        "customer-kind",
        Kind::Choice("customer-kind-"),
        Source::Column("kind"),
    ),
    field(
        "status",
        "status",
        Kind::Choice("customer-status-"),
        Source::Column("status"),
    ),
    text("tax_id", "customer-tax-id"),
    field(
        "birth_date",
        "customer-birth-date",
        Kind::Date,
        Source::Column("birth_date"),
    ),
    text("address", "customer-address"),
    text("city", "city"),
    text("region", "customer-region"),
    text("country", "country"),
    field("owner", "customer-owner", Kind::Text, Source::Owner),
    text("tags", "customer-tags"),
    text("source", "customer-source"),
    text("sector", "customer-sector"),
    text("website", "customer-website"),
    text("segment_label", "customer-segment-label"),
    field(
        "consent_email",
        "customers-consent-email",
        CONSENT,
        Source::Consent(Channel::Email),
    ),
    field(
        "consent_whatsapp",
        "customers-consent-whatsapp",
        CONSENT,
        Source::Consent(Channel::Whatsapp),
    ),
    field(
        "consent_sms",
        "customers-consent-sms",
        CONSENT,
        Source::Consent(Channel::Sms),
    ),
    field(
        "consent_call",
        "customers-consent-call",
        CONSENT,
        Source::Consent(Channel::Call),
    ),
    Field {
        sort: Some(SortKey::Created),
        ..field(
            "created",
            "customers-created-at",
            Kind::Moment,
            Source::Column("created_at"),
        )
    },
    text("notes", "notes"),
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
    fn every_order_but_that_by_name_belongs_to_a_field() {
        let sorted: Vec<SortKey> = FIELDS.iter().filter_map(|field| field.sort).collect();
        for key in SortKey::ALL.iter().filter(|key| **key != SortKey::Name) {
            assert!(sorted.contains(key), "{key}");
        }
    }
}
