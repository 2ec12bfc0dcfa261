use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};
use serde::{Deserialize, Serialize};

use crate::db::schema::{opportunities, opportunity_stages};
use crate::domain::{ActivityId, Currency, CustomerId, OpportunityId, ProposalId, UserId};
use crate::text_enum;

text_enum! {
    /// How far a sale has come; the columns of the board, in their order.
    #[derive(Default)]
    pub enum Stage {
        #[default]
        Initial = "initial",
        Contact = "contact",
        Proposal = "proposal",
        Negotiation = "negotiation",
        Won = "won",
        Lost = "lost",
    }
}

impl Stage {
    /// Those in which there is still something to do.
    pub const OPEN: [Self; 4] = [
        Self::Initial,
        Self::Contact,
        Self::Proposal,
        Self::Negotiation,
    ];

    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// How likely the end is, in percent, unless somebody knows better.
    pub fn usual_probability(self) -> i32 {
        match self {
            Self::Initial => 10,
            Self::Contact => 25,
            Self::Proposal => 50,
            Self::Negotiation => 75,
            Self::Won => 100,
            Self::Lost => 0,
        }
    }

    /// The key of its name.
    pub fn key(self) -> String {
        format!("opportunity-stage-{self}")
    }

    /// How it looks: kind of badge and icon.
    pub fn badge(self) -> (&'static str, &'static str) {
        match self {
            Self::Initial => ("plain", "point"),
            Self::Contact => ("info", "phone"),
            Self::Proposal => ("wait", "file-text"),
            Self::Negotiation => ("warn", "message"),
            Self::Won => ("ok", "circle-check"),
            Self::Lost => ("bad", "circle-x"),
        }
    }
}

text_enum! {
    /// Why somebody did not buy.
    pub enum LostReason {
        Price = "price",
        Timing = "timing",
        Competitor = "competitor",
        NoNeed = "no_need",
        NoAnswer = "no_answer",
        Other = "other",
    }
}

impl LostReason {
    /// The key of its name.
    pub fn key(self) -> String {
        format!("opportunity-reason-{self}")
    }
}

/// What may be sold, in the words of who sells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Products(pub Vec<String>);

impl From<Vec<Option<String>>> for Products {
    /// An array of PostgreSQL could hold nulls; none of ours does.
    fn from(stored: Vec<Option<String>>) -> Self {
        Self(stored.into_iter().flatten().collect())
    }
}

/// A row as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = opportunities)]
pub struct Opportunity {
    pub id: OpportunityId,
    pub customer_id: CustomerId,
    pub title: String,
    pub description: String,
    pub stage: Stage,
    /// Minor units of `currency`.
    pub value: i64,
    pub currency: Currency,
    /// In percent.
    pub probability: i32,
    pub expected_close_on: Option<NaiveDate>,
    #[diesel(deserialize_as = Vec<Option<String>>)]
    pub products: Products,
    pub notes: String,
    pub lost_reason: Option<LostReason>,
    pub close_note: Option<String>,
    pub owner_id: Option<UserId>,
    pub proposal_id: Option<ProposalId>,
    pub activity_id: Option<ActivityId>,
    pub position: i64,
    pub closed_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<UserId>,
    pub updated_at: DateTime<Utc>,
}

/// What a form or a program says of one; its stage is changed by moving it.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = opportunities, treat_none_as_null = true)]
pub struct Entry {
    pub title: String,
    pub description: String,
    /// Minor units of `currency`.
    pub value: i64,
    pub currency: Currency,
    pub probability: i32,
    pub expected_close_on: Option<NaiveDate>,
    pub products: Vec<String>,
    pub notes: String,
    pub owner_id: Option<UserId>,
}

impl Entry {
    /// What is stored of one.
    pub fn of(opportunity: &Opportunity) -> Self {
        Self {
            title: opportunity.title.clone(),
            description: opportunity.description.clone(),
            value: opportunity.value,
            currency: opportunity.currency,
            probability: opportunity.probability,
            expected_close_on: opportunity.expected_close_on,
            products: opportunity.products.0.clone(),
            notes: opportunity.notes.clone(),
            owner_id: opportunity.owner_id,
        }
    }
}

/// Where a new one comes from, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = opportunities)]
pub struct Origin {
    pub customer_id: CustomerId,
    pub stage: Stage,
    pub lost_reason: Option<LostReason>,
    pub close_note: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
    pub proposal_id: Option<ProposalId>,
    pub activity_id: Option<ActivityId>,
    pub created_by: Option<UserId>,
    pub updated_by: Option<UserId>,
}

/// The end of a sale: what is said of it besides the stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ending {
    pub reason: Option<LostReason>,
    pub note: Option<String>,
}

/// A stage that it came to.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = opportunity_stages)]
pub struct Step {
    pub stage: Stage,
    pub at: DateTime<Utc>,
    pub user_id: Option<UserId>,
}

/// One as a card of the board or a row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName)]
pub struct Card {
    #[diesel(sql_type = BigInt)]
    pub id: OpportunityId,
    #[diesel(sql_type = BigInt)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub customer_name: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub stage: Stage,
    #[diesel(sql_type = BigInt)]
    pub value: i64,
    #[diesel(sql_type = Text)]
    pub currency: Currency,
    #[diesel(sql_type = Integer)]
    pub probability: i32,
    #[diesel(sql_type = Nullable<Date>)]
    pub expected_close_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub owner: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub position: i64,
}

/// What a stage holds in one currency.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct StageSum {
    #[diesel(sql_type = Text)]
    pub stage: Stage,
    #[diesel(sql_type = Text)]
    pub currency: Currency,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    #[diesel(sql_type = BigInt)]
    pub value: i64,
    #[diesel(sql_type = BigInt)]
    pub weighted: i64,
}

/// What is expected to close in a month, in one currency; without a month where nobody said when.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct MonthSum {
    #[diesel(sql_type = Nullable<Date>)]
    pub month: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub currency: Currency,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    #[diesel(sql_type = BigInt)]
    pub value: i64,
    #[diesel(sql_type = BigInt)]
    pub weighted: i64,
}

/// How selling goes in one currency; amounts in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pipeline {
    pub currency: Currency,
    /// Of what is open.
    pub count: i64,
    pub value: i64,
    pub weighted: i64,
    /// Of that, what is expected to close soon.
    pub closing_count: i64,
    pub closing: i64,
    /// Won this month.
    pub won_count: i64,
    pub won: i64,
}

/// One with everything that its page says around it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Shown {
    pub opportunity: Opportunity,
    pub customer_name: String,
    pub owner: Option<String>,
}

/// A proposal as the beginning of an opportunity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfProposal {
    pub customer_id: CustomerId,
    pub subject: String,
    pub valid_until: Option<NaiveDate>,
    /// Names and prices of what it recommends.
    pub items: Vec<(String, Option<i64>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_open_until_somebody_bought_or_did_not() {
        let closed: Vec<_> = Stage::ALL.iter().filter(|stage| !stage.is_open()).collect();
        assert_eq!(closed, [&Stage::Won, &Stage::Lost]);
        assert_eq!(Stage::Won.usual_probability(), 100);
        assert_eq!(Stage::Lost.usual_probability(), 0);
    }
}
