use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text, Timestamptz};
use serde_json::Value;

use crate::customers::similarity::{LIKELY, Reason};
use crate::db::schema::customer_merges;
use crate::domain::{CustomerId, MergeId, UserId};
use crate::text_enum;

text_enum! {
    /// What somebody made of two customers who are alike.
    #[derive(Default)]
    pub enum PairState {
        #[default]
        Open = "open",
        /// They are two.
        Dismissed = "dismissed",
        Merged = "merged",
    }
}

/// Two customers who are alike; `a` is the smaller id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub a: CustomerId,
    pub b: CustomerId,
    pub score: i32,
    pub reasons: Vec<Reason>,
}

/// A row of the queue.
#[derive(Debug, Clone, QueryableByName)]
pub struct Listed {
    #[diesel(sql_type = BigInt)]
    pub a_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub a_name: String,
    #[diesel(sql_type = Text)]
    pub a_contact: String,
    #[diesel(sql_type = BigInt)]
    pub b_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub b_name: String,
    #[diesel(sql_type = Text)]
    pub b_contact: String,
    #[diesel(sql_type = Integer)]
    pub score: i32,
    #[diesel(sql_type = Array<Text>)]
    pub reasons: Vec<String>,
}

impl Listed {
    pub fn is_likely(&self) -> bool {
        self.score >= LIKELY
    }
}

/// A merge in the list of those that can be undone.
#[derive(Debug, Clone, QueryableByName)]
pub struct ListedMerge {
    #[diesel(sql_type = BigInt)]
    pub id: MergeId,
    #[diesel(sql_type = BigInt)]
    pub winner_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub winner_name: String,
    #[diesel(sql_type = BigInt)]
    pub loser_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub loser_name: String,
    #[diesel(sql_type = Timestamptz)]
    pub merged_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub merged_by: Option<String>,
}

/// A merge as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customer_merges)]
pub struct Merge {
    pub id: MergeId,
    pub winner_id: CustomerId,
    pub loser_id: CustomerId,
    pub winner_before: Value,
    pub winner_after: Value,
    pub loser_before: Value,
    pub moved: Value,
    pub added: Value,
    pub undone_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = customer_merges)]
pub struct NewMerge {
    pub winner_id: CustomerId,
    pub loser_id: CustomerId,
    pub winner_before: Value,
    pub winner_after: Value,
    pub loser_before: Value,
    pub moved: Value,
    pub added: Value,
    pub merged_by: Option<UserId>,
}

/// What else the page of two customers shows of each.
#[derive(Debug, Clone, QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = BigInt)]
    pub services: i64,
    #[diesel(sql_type = BigInt)]
    pub spend: i64,
    #[diesel(sql_type = Nullable<Date>)]
    pub last_date: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub owner: Option<String>,
}
