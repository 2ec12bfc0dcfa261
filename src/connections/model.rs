use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::schema::connection_checks;
use crate::proposals::engine::EngineName;
use crate::text_enum;

text_enum! {
    /// What lies outside.
    pub enum Name {
        Smtp = "smtp",
        Brevo = "brevo",
        Remote = "remote",
        Anthropic = "anthropic",
        /// OpenAI, DeepSeek, and servers that speak as they do
        Openai = "openai",
        Rabbitmq = "rabbitmq",
        Webhooks = "webhooks",
    }
}

impl Name {
    pub fn engine(self) -> Option<EngineName> {
        match self {
            Self::Remote => Some(EngineName::Remote),
            Self::Anthropic => Some(EngineName::Anthropic),
            Self::Openai => Some(EngineName::Openai),
            Self::Smtp | Self::Brevo | Self::Rabbitmq | Self::Webhooks => None,
        }
    }
}

/// What came of the last check.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = connection_checks)]
pub struct Check {
    pub name: String,
    pub is_ok: bool,
    /// What the other side said; empty where all is well and nothing more is to be said.
    pub detail: String,
    pub milliseconds: i32,
    pub checked_at: DateTime<Utc>,
}

/// What went wrong last in daily work, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub at: DateTime<Utc>,
    pub text: String,
}

/// All that the page knows from the database.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub checks: Vec<Check>,
    pub troubles: Vec<(Name, Trouble)>,
    /// The lines to the broker that stand.
    pub broker_lines: usize,
    pub endpoints: usize,
    pub active_endpoints: usize,
    /// When Brevo last reported.
    pub last_report: Option<DateTime<Utc>>,
}
