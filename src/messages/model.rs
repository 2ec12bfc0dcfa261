//! What a message is: its row, its attempts, and what a caller asks for.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use url::Url;

use crate::config::ServerConfig;
use crate::db::schema::{message_attempts, messages};
use crate::domain::{AttemptId, CustomerId, MessageId, UserId};
use crate::text_enum;
use crate::web::random_token;

text_enum! {
    /// Where a message is in its life.
    pub enum State {
        /// Waits for its time, for its turn or for the next attempt.
        Queued = "queued",
        Sending = "sending",
        /// A server took it.
        Sent = "sent",
        /// Waits for a person to release or discard it.
        Held = "held",
        /// It will not be sent.
        Refused = "refused",
        /// Handed over, and no answer was stored: a person decides.
        Uncertain = "uncertain",
        Discarded = "discarded",
    }
}

text_enum! {
    /// Commercial messages need consent and carry a way out; service messages (an invoice, a new password) do not.
    pub enum Purpose { Commercial = "commercial", Service = "service" }
}

text_enum! {
    /// Why a message is where it is; the page says it in words (`message-reason-…`).
    pub enum Reason {
        // Refused before any attempt
        NoAddress = "no_address",
        InvalidAddress = "invalid_address",
        /// It bounced or complained: nothing at all goes there.
        Suppressed = "suppressed",
        /// It left by the link of a mail: nothing commercial goes there.
        Unsubscribed = "unsubscribed",
        CustomerBlocked = "customer_blocked",
        CustomerDeleted = "customer_deleted",
        ConsentUnknown = "consent_unknown",
        ConsentRefused = "consent_refused",
        ConsentWithdrawn = "consent_withdrawn",
        /// The organisation writes to nobody more often.
        OverCap = "over_cap",
        /// They asked for fewer messages.
        PrefersLess = "prefers_less",
        // Held
        NoSmtp = "no_smtp",
        Demo = "demo",
        Misconfigured = "misconfigured",
        // Waits
        /// Another message was refused for a fault of ours: nothing is tried for a while.
        Paused = "paused",
        // Tried
        Temporary = "temporary",
        Quota = "quota",
        RefusedByServer = "refused_by_server",
        /// No mail could be made of it.
        Malformed = "malformed",
        /// Three days were not enough.
        Deadline = "deadline",
        Lost = "lost",
        // Decided by a person
        Undone = "undone",
        Discarded = "discarded",
        ConfirmedByPerson = "confirmed_by_person",
    }
}

text_enum! {
    /// Why an address is suppressed; the list says it in words (`suppression-…`).
    pub enum SuppressionReason {
        /// A link of ours was followed: it stops commercial messages alone, and consent given anew lifts it.
        Unsubscribed = "unsubscribed",
        /// A server does not know it. Like a complaint it stops everything until a person lifts it.
        Bounced = "bounced",
        Complained = "complained",
    }
}

text_enum! {
    /// How often somebody wants to hear from us at most.
    pub enum Frequency { Monthly = "monthly", Quarterly = "quarterly" }
}

text_enum! {
    /// Why somebody left, as they say.
    pub enum LeaveReason {
        TooOften = "too_often",
        NotInterested = "not_interested",
        NeverAsked = "never_asked",
        Other = "other",
    }
}

text_enum! {
    /// What one attempt came to.
    pub enum AttemptOutcome {
        Sent = "sent",
        Refused = "refused",
        Temporary = "temporary",
        Misconfigured = "misconfigured",
        Quota = "quota",
        Uncertain = "uncertain",
    }
}

impl State {
    /// The key of its word.
    pub fn key(self) -> String {
        format!("message-state-{self}")
    }

    /// The kind of its badge.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Queued | Self::Sending => "wait",
            Self::Sent => "ok",
            Self::Held | Self::Uncertain => "warn",
            Self::Refused => "bad",
            Self::Discarded => "plain",
        }
    }

    /// Nothing more will happen to it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Sent | Self::Refused | Self::Discarded)
    }
}

impl Reason {
    /// The key of its sentence.
    pub fn key(self) -> String {
        format!("message-reason-{self}")
    }

    /// Whether it is the address that is in the way, and the list of suppressions says more.
    pub fn is_of_address(self) -> bool {
        matches!(self, Self::Suppressed | Self::Unsubscribed)
    }
}

impl SuppressionReason {
    /// The key of its word.
    pub fn key(self) -> String {
        format!("suppression-{self}")
    }
}

/// The secret of a message's unsubscribe link.
#[derive(Clone, PartialEq, Eq)]
pub struct UnsubscribeToken(String);

impl UnsubscribeToken {
    #[expect(clippy::new_without_default, reason = "each one is another")]
    pub fn new() -> Self {
        Self(random_token())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for the message's text and its header.
    pub fn link(&self, server: &ServerConfig) -> Url {
        unsubscribe_link(server, &self.0)
    }
}

impl std::fmt::Debug for UnsubscribeToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnsubscribeToken(…)")
    }
}

pub(super) fn unsubscribe_link(server: &ServerConfig, token: &str) -> Url {
    let mut url = server.base_url.clone();
    url.set_path(&format!("/u/{token}"));
    url
}

/// A message to be queued. The caller has asked [`super::check_recipient`] and rendered its text with a
/// [`super::Frame`].
#[derive(Debug, Clone)]
pub struct NewMessage {
    pub customer_id: Option<CustomerId>,
    pub purpose: Purpose,
    /// `proposal`, `invite`, …; the page's word for it is `message-kind-…`.
    pub kind: &'static str,
    pub recipient: String,
    pub recipient_name: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// Whose message it is: sales people see and release their own.
    pub created_by: Option<UserId>,
    /// Not sent earlier; until then [`super::actions::cancel`] takes it back.
    pub not_before: DateTime<Utc>,
    /// The token whose link is in the text; a commercial message without one gets one for its header.
    pub unsubscribe: Option<UnsubscribeToken>,
    /// It carries a link that signs somebody in: no page shows its text, which is deleted once it has gone.
    pub is_secret: bool,
}

/// A file that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    pub file_name: String,
    pub content_type: &'static str,
    pub content: Vec<u8>,
}

/// A row of `messages`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = messages, check_for_backend(diesel::pg::Pg))]
pub struct Message {
    pub id: MessageId,
    pub customer_id: Option<CustomerId>,
    pub purpose: Purpose,
    pub kind: String,
    pub recipient: String,
    pub recipient_name: String,
    pub subject: String,
    pub html: String,
    pub body_text: String,
    /// Without angle brackets.
    pub message_id: String,
    pub unsubscribe_token: Option<String>,
    pub state: State,
    pub reason: Option<Reason>,
    pub last_error: Option<String>,
    pub not_before: DateTime<Utc>,
    pub queued_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub created_by: Option<UserId>,
    pub dated_at: Option<DateTime<Utc>>,
    pub is_secret: bool,
}

impl Message {
    /// The key of what it is.
    pub fn kind_key(&self) -> String {
        kind_key(&self.kind)
    }
}

pub(super) fn kind_key(kind: &str) -> String {
    format!("message-kind-{kind}")
}

/// A row of `message_attempts`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = message_attempts, check_for_backend(diesel::pg::Pg))]
pub struct Attempt {
    pub id: AttemptId,
    pub started_at: DateTime<Utc>,
    /// From here to the answer nobody but the server knows whether the message was delivered.
    pub handed_over_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub outcome: Option<AttemptOutcome>,
    pub reply: Option<String>,
}

impl Attempt {
    /// The key of what it came to.
    pub fn key(&self) -> String {
        match self.outcome {
            Some(outcome) => format!("message-attempt-{outcome}"),
            None => "message-attempt-open".to_owned(),
        }
    }
}
