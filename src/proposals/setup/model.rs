use diesel::prelude::*;

use crate::db::schema::engine_settings;
use crate::proposals::engine::EngineName;
use crate::proposals::engine::llm::{Prices, Voice};

/// Millionths of a dollar in a cent.
const MICROS: i64 = 10_000;

/// The row as it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = engine_settings, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
pub struct EngineSettings {
    /// US cents in a calendar month; `None` is no limit.
    pub monthly_budget_cents: Option<i32>,
    /// `None` takes the program's own list.
    pub prices: Option<String>,
    pub anthropic_notes: bool,
    pub openai_notes: bool,
    pub tone: String,
    pub signature: String,
    pub dos: String,
    pub donts: String,
    /// How many proposals a campaign has an outside engine write at a time.
    pub parallel_calls: i32,
    /// Models are sent what people made of earlier texts.
    pub tells_examples: bool,
}

impl EngineSettings {
    pub fn prices(&self) -> Prices {
        let own = self.prices.as_deref().and_then(|text| text.parse().ok());
        own.unwrap_or_default()
    }

    pub fn voice(&self) -> Voice {
        Voice {
            tone: self.tone.clone(),
            signature: self.signature.clone(),
            dos: self.dos.clone(),
            donts: self.donts.clone(),
        }
    }

    /// Whether an engine is told the notes about a customer.
    pub fn tells_notes(&self, engine: EngineName) -> bool {
        match engine {
            EngineName::Anthropic => self.anthropic_notes,
            EngineName::Openai => self.openai_notes,
            EngineName::Builtin | EngineName::Remote => false,
        }
    }

    /// Whether no further call may be made in a month that has cost so much already, in millionths of a dollar.
    pub fn is_used_up(&self, spent: i64) -> bool {
        let budget = self
            .monthly_budget_cents
            .map(|cents| i64::from(cents) * MICROS);
        budget.is_some_and(|budget| spent >= budget)
    }
}
