//! What writes a proposal. An engine is given the facts and answers with a [`Draft`]; names, prices, dates and limits
//! are the server's, whatever an engine says.

pub mod builtin;
pub mod check;
pub mod facts;
pub mod learn;
pub mod llm;
mod odds;
pub mod queries;
pub mod remote;
pub mod words;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ServiceId;
use crate::text_enum;

pub use odds::Evidence;

text_enum! {
    /// The engines that this version has.
    pub enum EngineName {
        Builtin = "builtin",
        Remote = "remote",
        Anthropic = "anthropic",
        /// OpenAI, DeepSeek, and every server that speaks as they do
        Openai = "openai",
    }
}

impl EngineName {
    /// Whether a language model words its mails under our eyes, so that they are checked.
    pub fn is_model(self) -> bool {
        matches!(self, Self::Anthropic | Self::Openai)
    }
}

text_enum! {
    /// Why the builtin engine stepped in; the page says it in words (`proposal-fallback-…`).
    pub enum Fallback {
        NotConfigured = "not_configured",
        TimedOut = "timed_out",
        Unreachable = "unreachable",
        /// A gateway's page, or an error of its own
        Unavailable = "unavailable",
        /// Our key was refused.
        Unauthorised = "unauthorised",
        UnknownCustomer = "unknown_customer",
        /// It answered about somebody else, or did not say about whom.
        OtherCustomer = "other_customer",
        /// It did not accept our question.
        Invalid = "invalid",
        Unreadable = "unreadable",
        /// It answered, and had nothing to say.
        Empty = "empty",
        /// The model did not want to.
        Refused = "refused",
        Truncated = "truncated",
        RateLimited = "rate_limited",
        /// No balance
        Unpaid = "unpaid",
        /// The account's own limit at the vendor
        SpendLimit = "spend_limit",
        UnknownModel = "unknown_model",
        /// The organisation's own budget for the month
        OverBudget = "over_budget",
    }
}

/// At most this many recommendations; a longer mail is not read.
pub const MOST: usize = 5;
/// Fewer than this are topped up by the builtin engine.
pub const FEWEST: usize = 3;

/// A sentence by its key in the locale files, or as an outside engine wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Sentence {
    Key {
        key: String,
        args: Vec<(String, Arg)>,
    },
    Text {
        text: String,
    },
}

/// An argument of a sentence, formatted when it is shown: a language may want it otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    Number(i64),
    /// Minor units
    Money(i64),
    /// Whole percent
    Percent(i32),
    Date(NaiveDate),
    Text(String),
    /// The text of another key
    Key(String),
}

impl Sentence {
    pub fn key(key: &str, args: impl IntoIterator<Item = (&'static str, Arg)>) -> Self {
        let args = args
            .into_iter()
            .map(|(name, arg)| (name.to_owned(), arg))
            .collect();
        Self::Key {
            key: key.to_owned(),
            args,
        }
    }
}

/// One service that a customer may like next.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommendation {
    /// `None`: named by the engine, not in the catalogue.
    pub service: Option<ServiceId>,
    pub name: String,
    pub category: String,
    /// Between 0 and 1.
    pub confidence: f64,
    /// Of `n` who stood to it alike, `k` took it.
    pub evidence: Option<Evidence>,
    pub reason: Sentence,
    /// Minor units, from the catalogue.
    pub price: Option<i64>,
    pub engine: EngineName,
}

/// What an engine answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub engine: EngineName,
    /// Why the engine that was asked did not answer.
    pub fallback_reason: Option<Fallback>,
    pub insights: Vec<Sentence>,
    pub recommendations: Vec<Recommendation>,
    pub offer: Offer,
    pub subject: String,
    /// Plain paragraphs, a blank line between them.
    pub body: String,
    /// What a language model took, also where it failed.
    pub call: Option<llm::Call>,
    /// What the text may say; `None` where it is ours.
    pub grounds: Option<check::Grounds>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub percent: i32,
    pub title: String,
    pub valid_until: NaiveDate,
    /// The engine wanted more than the limit.
    pub was_lowered: bool,
}

impl Offer {
    /// With another discount, up to the limit.
    pub fn of_percent(self, percent: i32, limit: i32) -> Self {
        Self {
            percent: percent.min(limit),
            was_lowered: percent > limit,
            ..self
        }
    }
}
