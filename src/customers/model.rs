use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::db::schema::{consents, customers};
use crate::domain::{ConsentId, CustomerId, Language, UserId};
use crate::text_enum;

text_enum! {
    #[derive(Default)]
    pub enum CustomerKind { #[default] Person = "person", Company = "company" }
}

text_enum! {
    #[derive(Default)]
    pub enum CustomerStatus {
        Prospect = "prospect",
        #[default]
        Active = "active",
        Inactive = "inactive",
        /// Nothing is sent to them, and nothing is offered.
        Blocked = "blocked",
    }
}

/// What programs call each, and files besides the stored word; pages have texts of their own.
pub const KIND_WORDS: &[(&str, CustomerKind)] = &[
    ("empresa", CustomerKind::Company),
    ("persona", CustomerKind::Person),
];

/// The same of where a customer stands.
pub const STATUS_WORDS: &[(&str, CustomerStatus)] = &[
    ("prospecto", CustomerStatus::Prospect),
    ("activo", CustomerStatus::Active),
    ("inactivo", CustomerStatus::Inactive),
    ("bloqueado", CustomerStatus::Blocked),
];

text_enum! {
    /// A way to reach a customer, each with its own consent.
    pub enum Channel { Email = "email", Whatsapp = "whatsapp", Sms = "sms", Call = "call" }
}

text_enum! {
    /// What a customer said to commercial messages on a channel.
    #[derive(Default)]
    pub enum ConsentState {
        Given = "given",
        Refused = "refused",
        /// Given once and taken back.
        Withdrawn = "withdrawn",
        /// Never asked.
        #[default]
        Unknown = "unknown",
    }
}

/// The free words that a customer is marked with.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct TagList(pub Vec<String>);

impl From<Vec<Option<String>>> for TagList {
    /// An array of PostgreSQL could hold nulls; none of ours does.
    fn from(stored: Vec<Option<String>>) -> Self {
        Self(stored.into_iter().flatten().collect())
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Customer {
    pub id: CustomerId,
    pub full_name: String,
    /// How mails address them, where not by the first name.
    pub greeting: Option<String>,
    pub legal_name: Option<String>,
    pub kind: CustomerKind,
    pub status: CustomerStatus,
    /// As given: an import keeps what it found, so it need not be an address.
    pub email: Option<String>,
    /// As typed.
    pub phone: Option<String>,
    /// `+56912345678`, where the typed one could be read.
    pub phone_e164: Option<String>,
    /// As given.
    pub tax_id: Option<String>,
    /// Canonical, only where its check digit is right; unique.
    pub tax_id_key: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    /// As given: a name or a code.
    pub country: Option<String>,
    pub language: Option<Language>,
    pub time_zone: Option<String>,
    pub sector: Option<String>,
    pub website: Option<String>,
    pub source: Option<String>,
    pub notes: Option<String>,
    pub owner_id: Option<UserId>,
    #[diesel(deserialize_as = Vec<Option<String>>)]
    pub tags: TagList,
    pub custom: serde_json::Value,
    /// Minor units of the organisation's currency.
    pub credit_limit: Option<i64>,
    /// What another system calls their segment.
    pub segment_label: Option<String>,
    /// Whether what becomes of their mails is noted.
    pub is_tracked: bool,
    pub external_source: Option<String>,
    pub external_id: Option<String>,
    /// Counts the changes; a form that knows an older one must not overwrite.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<UserId>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: Option<UserId>,
    pub deleted_at: Option<DateTime<Utc>>,
    /// Since then the row is without the person.
    pub erased_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Default, Insertable)]
#[diesel(table_name = customers)]
pub struct NewCustomer {
    pub full_name: String,
    pub greeting: Option<String>,
    pub legal_name: Option<String>,
    pub kind: CustomerKind,
    pub status: CustomerStatus,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub phone_e164: Option<String>,
    pub tax_id: Option<String>,
    pub tax_id_key: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub country: Option<String>,
    pub language: Option<Language>,
    pub sector: Option<String>,
    pub website: Option<String>,
    pub source: Option<String>,
    pub notes: Option<String>,
    pub owner_id: Option<UserId>,
    /// Minor units.
    pub credit_limit: Option<i64>,
    pub segment_label: Option<String>,
    /// `None`: as for everybody.
    pub is_tracked: Option<bool>,
    pub tags: Vec<String>,
    /// `None`: nothing in a field of the business.
    pub custom: Option<serde_json::Value>,
    pub created_by: Option<UserId>,
    pub updated_by: Option<UserId>,
}

/// What to change: `None` leaves a field as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq, AsChangeset)]
#[diesel(table_name = customers)]
pub struct CustomerChanges {
    pub full_name: Option<String>,
    pub greeting: Option<Option<String>>,
    pub legal_name: Option<Option<String>>,
    pub kind: Option<CustomerKind>,
    pub status: Option<CustomerStatus>,
    pub email: Option<Option<String>>,
    pub phone: Option<Option<String>>,
    pub phone_e164: Option<Option<String>>,
    pub tax_id: Option<Option<String>>,
    pub tax_id_key: Option<Option<String>>,
    pub birth_date: Option<Option<NaiveDate>>,
    pub address: Option<Option<String>>,
    pub city: Option<Option<String>>,
    pub region: Option<Option<String>>,
    pub country: Option<Option<String>>,
    pub language: Option<Option<Language>>,
    pub sector: Option<Option<String>>,
    pub website: Option<Option<String>>,
    pub source: Option<Option<String>>,
    pub notes: Option<Option<String>>,
    pub owner_id: Option<Option<UserId>>,
    pub credit_limit: Option<Option<i64>>,
    pub segment_label: Option<Option<String>>,
    pub is_tracked: Option<bool>,
    pub tags: Option<Vec<String>>,
    /// Whole, over what a locked row has.
    pub custom: Option<serde_json::Value>,
}

impl From<CustomerChanges> for NewCustomer {
    /// A new customer is one in whom everything that was filled in changed.
    fn from(changes: CustomerChanges) -> Self {
        Self {
            full_name: changes.full_name.unwrap_or_default(),
            greeting: changes.greeting.flatten(),
            legal_name: changes.legal_name.flatten(),
            kind: changes.kind.unwrap_or_default(),
            status: changes.status.unwrap_or_default(),
            email: changes.email.flatten(),
            phone: changes.phone.flatten(),
            phone_e164: changes.phone_e164.flatten(),
            tax_id: changes.tax_id.flatten(),
            tax_id_key: changes.tax_id_key.flatten(),
            birth_date: changes.birth_date.flatten(),
            address: changes.address.flatten(),
            city: changes.city.flatten(),
            region: changes.region.flatten(),
            country: changes.country.flatten(),
            language: changes.language.flatten(),
            sector: changes.sector.flatten(),
            website: changes.website.flatten(),
            source: changes.source.flatten(),
            notes: changes.notes.flatten(),
            owner_id: changes.owner_id.flatten(),
            credit_limit: changes.credit_limit.flatten(),
            segment_label: changes.segment_label.flatten(),
            is_tracked: changes.is_tracked,
            tags: changes.tags.unwrap_or_default(),
            custom: changes.custom,
            created_by: None,
            updated_by: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct Consent {
    pub id: ConsentId,
    pub channel: Channel,
    pub state: ConsentState,
    pub at: DateTime<Utc>,
    /// `form`, `import`, `unsubscribe`: where it was said.
    pub how: String,
    pub text_version: Option<String>,
    /// What shows that it was said.
    pub proof: Option<String>,
    pub recorded_by: Option<UserId>,
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = consents)]
pub struct NewConsent {
    pub customer_id: CustomerId,
    pub channel: Channel,
    pub state: ConsentState,
    pub how: String,
    /// What shows that it was said.
    pub proof: Option<String>,
    pub recorded_by: Option<UserId>,
}
