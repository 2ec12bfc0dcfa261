use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Integer, Jsonb, Nullable, Text, Timestamptz};
use serde::Deserialize;

use crate::customers::points::model::PointKind;
use crate::db::Json;
use crate::domain::{
    ContactId, ContactPointId, Currency, CustomerId, HistoryId, InvoiceId, OpportunityId,
    RfmThresholds, UserId,
};
use crate::history::queries::Favourite;
use crate::invoices::Invoice;
use crate::messages::SuppressionReason;
use crate::opportunities::Stage;
use crate::segments::queries::CustomerFigures;
use crate::value::Outlook;
use crate::web::Page;

/// Who the customer is, as far as the page shows it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Person {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub legal_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// Why nothing, or nothing commercial, is sent to that address.
    #[diesel(sql_type = Array<Text>)]
    pub suppressions: Vec<SuppressionReason>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone_e164: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub tax_id: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    pub birth_date: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub city: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub region: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub country: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub sector: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub website: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub segment_label: Option<String>,
    /// Minor units.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub credit_limit: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub source: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub notes: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    pub tags: Vec<String>,
    /// What was said in the fields of the business, by their keys.
    #[diesel(sql_type = Jsonb)]
    pub custom: serde_json::Value,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// Since then it is without the person.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub erased_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub owner: Option<String>,
}

/// Which cuts the scores of the figures were made with.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Cuts {
    #[diesel(sql_type = Integer)]
    r3_days: i32,
    #[diesel(sql_type = Integer)]
    r2_days: i32,
    #[diesel(sql_type = Integer)]
    f3: i32,
    #[diesel(sql_type = Integer)]
    f2: i32,
    #[diesel(sql_type = BigInt)]
    m3: i64,
    #[diesel(sql_type = BigInt)]
    m2: i64,
}

impl From<Cuts> for RfmThresholds {
    fn from(cuts: Cuts) -> Self {
        Self {
            r3_days: cuts.r3_days,
            r2_days: cuts.r2_days,
            f3: cuts.f3.into(),
            f2: cuts.f2.into(),
            m3: cuts.m3,
            m2: cuts.m2,
        }
    }
}

/// A customer with everything but the timeline.
#[derive(Debug, Clone, QueryableByName)]
pub struct Profile {
    #[diesel(embed)]
    pub person: Person,
    /// `None` without history up to the business day.
    #[diesel(embed)]
    pub figures: Option<CustomerFigures>,
    #[diesel(embed)]
    pub cuts: Cuts,
    /// Services dated after the business day, which count nowhere yet.
    #[diesel(sql_type = BigInt)]
    pub upcoming: i64,
    /// The newest five documents.
    #[diesel(sql_type = Jsonb)]
    pub invoices: Json<Vec<Invoice>>,
    /// What is open, in the organisation's currency.
    #[diesel(sql_type = BigInt)]
    pub owed: i64,
    /// Three at most.
    #[diesel(sql_type = Jsonb)]
    pub favourites: Json<Vec<Favourite>>,
    /// Of the last 24 months, those with a visit.
    #[diesel(sql_type = Jsonb)]
    pub months: Json<Vec<MonthVisits>>,
    /// Rhythm, and what is to come.
    #[diesel(sql_type = Jsonb)]
    pub outlook: Json<Outlook>,
    /// The newest ten up to the business day.
    #[diesel(sql_type = Jsonb)]
    pub newest: Json<Vec<NewestService>>,
    /// What holds for each channel that was ever spoken of.
    #[diesel(sql_type = Jsonb)]
    pub consents: Json<Vec<ChannelConsent>>,
    /// Further channels, the primary ones first.
    #[diesel(sql_type = Jsonb)]
    pub channels: Json<Vec<ChannelLine>>,
    /// The people of a company, by name.
    #[diesel(sql_type = Jsonb)]
    pub people: Json<Vec<PersonLine>>,
    /// The newest five that are open.
    #[diesel(sql_type = Jsonb)]
    pub opportunities: Json<Vec<OpenOpportunity>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChannelLine {
    pub id: ContactPointId,
    pub kind: PointKind,
    pub value: String,
    /// As a number can be dialled.
    pub value_key: Option<String>,
    pub is_primary: bool,
    pub is_verified: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PersonLine {
    pub id: ContactId,
    pub name: String,
    pub role: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub phone_e164: Option<String>,
    pub notes: Option<String>,
}

/// The distinct days of a month on which a customer came.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MonthVisits {
    pub month: NaiveDate,
    pub visits: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NewestService {
    pub id: HistoryId,
    pub date: NaiveDate,
    pub name: String,
    pub category: String,
    pub price: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChannelConsent {
    pub channel: String,
    pub state: String,
    pub at: DateTime<Utc>,
}

/// What may be sold to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OpenOpportunity {
    pub id: OpportunityId,
    pub title: String,
    pub stage: Stage,
    pub value: i64,
    pub currency: Currency,
    pub probability: i32,
}

impl OpenOpportunity {
    /// Its value in words.
    pub fn amount(&self, page: &Page) -> String {
        page.organisation.locale.money(self.value, self.currency)
    }
}

/// Something that happened, as the timeline's statement delivers it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Happening {
    /// `service`, `message`, `event` (of a message, which its id is), `proposal`, `consent`, or an activity's kind.
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Services have a day and no time.
    #[diesel(sql_type = Nullable<Date>)]
    pub day: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub detail: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub author_id: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub author: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub amount: Option<i64>,
    /// Who has to do it, of an activity.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub assignee_id: Option<UserId>,
    /// The document that an activity is about.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub invoice_id: Option<InvoiceId>,
}
