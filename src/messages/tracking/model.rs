use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::MessageId;
use crate::text_enum;

text_enum! {
    /// What became of a message; the page says it in words (`event-…`).
    pub enum EventKind {
        /// The recipient's own server took it; acceptance by ours is no delivery.
        Delivered = "delivered",
        Deferred = "deferred",
        Bounced = "bounced",
        Complained = "complained",
        Opened = "opened",
        Clicked = "clicked",
        /// Its unsubscribe page was opened.
        WayOut = "way_out",
        Unsubscribed = "unsubscribed",
    }
}

text_enum! {
    /// Who caused an event.
    pub enum By {
        Person = "person",
        /// A scanner or preview, or the server that reports what it did.
        Machine = "machine",
        /// Fetches for its reader, who may have seen the mail or not.
        Proxy = "proxy",
    }
}

text_enum! {
    /// The rule that told by whom; the page says it in words (`told-…`).
    pub enum Told {
        /// Nothing speaks against a person.
        Reader = "reader",
        Head = "head",
        NoAgent = "no_agent",
        Scanner = "scanner",
        Prefetch = "prefetch",
        TooFast = "too_fast",
        Sweep = "sweep",
        AppleProxy = "apple_proxy",
        GmailProxy = "gmail_proxy",
        YahooProxy = "yahoo_proxy",
        /// The vendor's report says so.
        Brevo = "brevo",
        /// As above, and the address itself is good: a full mailbox, a mail too large.
        BrevoSoft = "brevo_soft",
        /// A server's refusal.
        Smtp = "smtp",
        /// The one click of a mail program (RFC 8058).
        OneClick = "one_click",
        /// The button of the unsubscribe page.
        Button = "button",
    }
}

impl EventKind {
    /// The key of its word.
    pub fn key(self) -> String {
        format!("event-{self}")
    }

    /// The kind of its badge.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Delivered | Self::Opened | Self::Clicked => "ok",
            Self::Deferred | Self::WayOut => "wait",
            Self::Bounced | Self::Complained | Self::Unsubscribed => "bad",
        }
    }
}

/// What may be put into a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    pub clicks: bool,
    pub opens: bool,
    /// Its link has a name of its own.
    pub booking_url: Option<String>,
}

/// A link of a mail that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    pub token: String,
    pub label: &'static str,
    /// `None`: the pixel.
    pub url: Option<String>,
}

/// A stored link.
#[derive(Debug, Clone, Queryable)]
pub struct Link {
    pub id: i64,
    pub message: MessageId,
    /// `None`: the pixel.
    pub url: Option<String>,
}

/// A row of a message's page.
#[derive(Debug, Clone, Queryable)]
pub struct Event {
    pub id: i64,
    pub kind: EventKind,
    pub at: DateTime<Utc>,
    pub by: By,
    pub told: Told,
    /// Where the link leads that was followed.
    pub url: Option<String>,
}

/// What became of a message, once for each kind and whose doing it was.
#[derive(Debug, Clone, Queryable)]
pub struct Trace {
    pub kind: EventKind,
    pub by: By,
    pub count: i64,
    pub first: Option<DateTime<Utc>>,
}

impl Trace {
    /// The kind of its badge: what machines and proxies open means nothing.
    pub fn badge(&self) -> &'static str {
        match (self.kind, self.by) {
            (EventKind::Opened | EventKind::Clicked, By::Machine | By::Proxy) => "plain",
            (kind, _) => kind.badge(),
        }
    }

    /// Whether it says who it was: a delivery has nobody to tell apart.
    pub fn has_author(&self) -> bool {
        matches!(self.kind, EventKind::Opened | EventKind::Clicked)
    }

    /// The key of its word.
    pub fn key(&self) -> String {
        self.kind.key()
    }

    /// The key of who it was.
    pub fn by_key(&self) -> String {
        format!("event-by-{}", self.by)
    }
}

impl Event {
    /// The key of its word.
    pub fn key(&self) -> String {
        self.kind.key()
    }

    /// A person's is coloured by what it means; what machines do means nothing.
    pub fn badge(&self) -> &'static str {
        match (self.by, self.told) {
            (By::Person, _) | (_, Told::Brevo | Told::BrevoSoft | Told::Smtp) => self.kind.badge(),
            _ => "plain",
        }
    }

    /// The key of who it was.
    pub fn by_key(&self) -> String {
        format!("event-by-{}", self.by)
    }

    /// Who reports it is all that is known of it.
    pub fn is_reported(&self) -> bool {
        matches!(self.told, Told::Brevo | Told::BrevoSoft | Told::Smtp)
    }

    /// The key of how that was told.
    pub fn told_key(&self) -> String {
        format!("told-{}", self.told)
    }
}
