use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde_json::Value;

use super::addressing::{addressed, presentable};
use super::engine::check::Grounds;
use super::engine::facts::offer_limit;
use super::engine::{EngineName, Fallback, Sentence};
use super::offers::Terms;
use super::templates::Template;
use crate::customers::CustomerKind;
use crate::db::schema::{proposal_items, proposals};
use crate::domain::{
    CampaignId, CustomerId, ItemId, JobId, Language, MessageId, Organisation, ProposalId,
    ServiceId, TemplateId, TemplateVersionId, UserId,
};
use crate::segments::Segment;
use crate::text_enum;
use crate::{jobs, messages};

text_enum! {
    /// Where a proposal is in its life.
    pub enum State {
        Generating = "generating",
        /// To be read, changed and sent by a person.
        Ready = "ready",
        Approved = "approved",
        /// Told of one that waits for its turn in a campaign; it is stored as ready or approved.
        Scheduled = "scheduled",
        /// Its message is on its way; from here on it follows the message.
        Queued = "queued",
        Sent = "sent",
        Held = "held",
        Refused = "refused",
        Uncertain = "uncertain",
        Cancelled = "cancelled",
        Failed = "failed",
    }
}

impl State {
    /// The state of a proposal whose message came to `state`.
    pub fn of_message(state: messages::State) -> Self {
        match state {
            messages::State::Queued | messages::State::Sending => Self::Queued,
            messages::State::Sent => Self::Sent,
            messages::State::Held => Self::Held,
            messages::State::Refused => Self::Refused,
            messages::State::Uncertain => Self::Uncertain,
            messages::State::Discarded => Self::Cancelled,
        }
    }

    /// The state as people are told it.
    pub fn told(self, awaits_turn: bool) -> Self {
        match self {
            Self::Ready | Self::Approved if awaits_turn => Self::Scheduled,
            state => state,
        }
    }

    /// Whether it was sent, or somebody has asked for it.
    pub fn has_message(self) -> bool {
        matches!(
            self,
            Self::Queued | Self::Sent | Self::Held | Self::Refused | Self::Uncertain
        )
    }
}

text_enum! {
    /// Why there is no proposal.
    pub enum Failure {
        /// Nobody began in time, or the engine took too long.
        Deadline = "deadline",
        Internal = "internal",
        /// A person discarded its message.
        Discarded = "discarded",
    }
}

/// A row of `proposals`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = proposals, check_for_backend(diesel::pg::Pg))]
pub struct Proposal {
    pub id: ProposalId,
    pub customer_id: CustomerId,
    pub state: State,
    pub engine_asked: EngineName,
    pub engine: Option<EngineName>,
    pub fallback_reason: Option<Fallback>,
    pub segment: Segment,
    /// The mail's.
    pub language: Language,
    pub insights: Value,
    pub offer_percent: Option<i32>,
    pub offer_limit: i32,
    pub offer_title: Option<String>,
    pub offer_valid_until: Option<NaiveDate>,
    pub offer_was_lowered: bool,
    pub subject: String,
    /// Plain paragraphs, a blank line between them.
    pub body: String,
    pub edited_at: Option<DateTime<Utc>>,
    pub message_id: Option<MessageId>,
    pub job_id: Option<JobId>,
    pub error: Option<Failure>,
    /// Counts the changes; a form that knows an older one must not overwrite.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<UserId>,
    pub ready_at: Option<DateTime<Utc>>,
    pub milliseconds: Option<i32>,
    /// The language model that was asked, as it calls itself.
    pub model: Option<String>,
    pub input_tokens: Option<i32>,
    pub output_tokens: Option<i32>,
    /// Millionths of a US dollar.
    pub cost_micros: Option<i64>,
    pub model_milliseconds: Option<i32>,
    /// What the text may say; `None` where no model wrote it.
    pub grounds: Option<Value>,
    /// What its campaign asks for.
    pub template_id: Option<TemplateId>,
    /// What its mail was made with; `None` is the program's own.
    pub template_version_id: Option<TemplateVersionId>,
    /// The template that was to be taken could not be filled in.
    pub template_failed: bool,
}

impl Proposal {
    /// What a text of a language model may say. Grounds that cannot be read cover nothing.
    pub fn grounds(&self) -> Option<Grounds> {
        let stored = self.grounds.clone()?;
        Some(serde_json::from_value(stored).unwrap_or_default())
    }

    pub fn insights(&self) -> Vec<Sentence> {
        serde_json::from_value(self.insights.clone()).unwrap_or_default()
    }

    /// The highest discount, in percent: what was allowed when it was written, or less if the settings allow less by now.
    pub fn offer_limit_today(&self, organisation: &Organisation, terms: &Terms) -> i32 {
        let now = offer_limit(self.segment, &organisation.offer_limits);
        self.offer_limit.min(terms.limit(now))
    }

    /// In percent; 0 where there is none.
    pub fn percent(&self) -> i32 {
        self.offer_percent.unwrap_or(0)
    }
}

/// A row of `proposal_items`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = proposal_items, check_for_backend(diesel::pg::Pg))]
pub struct Item {
    pub id: ItemId,
    /// `None`: named by the engine, not in the catalogue.
    pub service_id: Option<ServiceId>,
    pub service_name: String,
    pub category: String,
    pub confidence: f64,
    pub k: Option<i32>,
    pub n: Option<i32>,
    pub reason: Value,
    /// Minor units.
    pub price: Option<i64>,
    pub engine: EngineName,
}

impl Item {
    pub fn reason(&self) -> Option<Sentence> {
        serde_json::from_value(self.reason.clone()).ok()
    }
}

/// What the catalogue says today of a recommended service: its price, if it has one, and whether it is offered.
pub type Today = Option<(Option<i64>, bool)>;

/// A proposal with what its page says around it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub proposal: Proposal,
    pub customer: Recipient,
    pub created_by: Option<String>,
    pub job: Option<JobProgress>,
    pub message: Option<MessageProgress>,
    pub mail: MailSettings,
    /// `None` is the program's own.
    pub template: Option<Template>,
    /// What is offered to its segment by now.
    pub terms: Terms,
}

/// Whom a proposal is for.
#[derive(Debug, Clone, Queryable)]
pub struct Recipient {
    pub name: String,
    pub greeting: Option<String>,
    pub kind: CustomerKind,
    /// As given.
    pub email: Option<String>,
}

impl Recipient {
    /// How mails greet them.
    pub fn addressed(&self) -> String {
        addressed(self.greeting.as_deref(), &self.name, self.kind)
    }

    /// The name that stands before the address; empty where what they call themselves is none.
    pub fn presentable(&self) -> String {
        presentable(&self.name).unwrap_or_default()
    }
}

#[derive(Debug, Clone, Copy, Queryable)]
pub struct JobProgress {
    pub state: jobs::State,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Queryable)]
pub struct MessageProgress {
    pub id: MessageId,
    pub state: messages::State,
    pub reason: Option<messages::Reason>,
    pub recipient: String,
    pub not_before: DateTime<Utc>,
    pub created_by: Option<UserId>,
}

/// What the organisation's settings put in a proposal's mail.
#[derive(Debug, Clone, Queryable)]
pub struct MailSettings {
    /// The demo business writes to permitted addresses only.
    pub is_demo: bool,
    pub booking_url: Option<String>,
    pub footer_address: Option<String>,
    /// What templates may put under a mail.
    pub signature: String,
}

/// A row of the list and of a customer's panel.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    pub head: Head,
    pub customer: String,
    pub created_by: Option<String>,
    /// Its campaign sends it when its turn comes.
    pub awaits_turn: bool,
}

impl Listed {
    /// What a list calls its state.
    pub fn state(&self) -> State {
        self.head.state.told(self.awaits_turn)
    }
}

/// Whose campaign's a proposal is.
#[derive(Debug, Clone, Queryable)]
pub struct OfCampaign {
    pub id: CampaignId,
    pub name: String,
    pub awaits_turn: bool,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = proposals, check_for_backend(diesel::pg::Pg))]
pub struct Head {
    pub id: ProposalId,
    pub customer_id: CustomerId,
    pub segment: Segment,
    pub state: State,
    pub engine_asked: EngineName,
    pub engine: Option<EngineName>,
    pub subject: String,
    pub created_at: DateTime<Utc>,
}

/// What a person changes in a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub subject: String,
    pub body: String,
    pub percent: i32,
    pub title: String,
    pub valid_until: Option<NaiveDate>,
    /// A recommendation to take out.
    pub remove: Option<ItemId>,
}
