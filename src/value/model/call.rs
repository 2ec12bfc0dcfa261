use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Double, Integer, Jsonb, Nullable, Text};

use super::Model;
use crate::db::Json;
use crate::db::schema::call_pauses;
use crate::domain::{ActivityId, CallPauseId, CustomerId, UserId};
use crate::text_enum;

/// With fewer digits a phone number is a remark ("sin teléfono").
pub const SHORTEST_NUMBER: usize = 6;

text_enum! {
    /// What came of a customer's turn on the list.
    pub enum Outcome {
        Called = "called",
        NotNow = "not_now",
        NoAnswer = "no_answer",
    }
}

/// Who of those who are to be called is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Whose customers; everybody's with `None`.
    pub owner: Option<UserId>,
    /// Only who has a number that can be dialled.
    pub has_phone: bool,
    /// Also those with too little at stake for a call to pay.
    pub is_cheap_too: bool,
}

/// What there is to say of the list as a whole.
#[derive(Debug, Clone, QueryableByName)]
pub struct Summary {
    /// The newest; `None` before the first night.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub model: Option<Json<Model>>,
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// A row of the list.
#[derive(Debug, Clone, QueryableByName)]
pub struct ToCall {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone_e164: Option<String>,
    #[diesel(sql_type = Text)]
    pub segment: String,
    #[diesel(sql_type = Date)]
    pub last_date: NaiveDate,
    #[diesel(sql_type = Double)]
    pub p_alive: f64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub year_value: Option<i64>,
    #[diesel(sql_type = BigInt)]
    pub at_stake: i64,
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = Integer)]
    pub interval_days: i32,
    /// Of one visit in the category there is only what is usual.
    #[diesel(sql_type = Bool)]
    pub is_own_interval: bool,
    #[diesel(sql_type = Date)]
    pub overdue_since: NaiveDate,
    /// The service that she took most.
    #[diesel(sql_type = Nullable<Text>)]
    pub favourite: Option<String>,
    /// Whether something is planned with her already.
    #[diesel(sql_type = Bool)]
    pub is_planned: bool,
    /// How often nobody answered since the last visit, or since somebody was reached.
    #[diesel(sql_type = BigInt)]
    pub attempts: i64,
    /// The day of the last of these.
    #[diesel(sql_type = Nullable<Date>)]
    pub tried_on: Option<NaiveDate>,
}

/// Takes a customer off the list for some days.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = call_pauses)]
pub struct NewPause {
    pub customer_id: CustomerId,
    pub outcome: Outcome,
    pub until: NaiveDate,
    pub activity_id: Option<ActivityId>,
    pub by: Option<UserId>,
}

/// One that is taken back.
#[derive(Debug, Clone, Queryable)]
pub struct Pause {
    pub id: CallPauseId,
    pub customer_id: CustomerId,
    pub activity_id: Option<ActivityId>,
}
