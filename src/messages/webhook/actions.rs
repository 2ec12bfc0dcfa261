//! What a report does, in the transaction that stores it.

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::queries::{self, Found, Outcome};
use crate::audit::{self, Actor, Change};
use crate::integrations::brevo::{Meaning, Report};
use crate::mail::{self, Phase, Reply};
use crate::messages::eligibility::address_key;
use crate::messages::tracking::{self, Agent, By, EventKind, Seen, Told, Visit};
use crate::messages::{ConsentChange, Listeners, SuppressionReason, queries as book};

/// In the audit log.
const ACTOR: &str = "brevo";

/// Stores a report once, with what follows from it.
pub fn receive(conn: &mut PgConnection, listeners: &Listeners, report: &Report) -> QueryResult<()> {
    let found = queries::find_message(conn, &report.message_id, &report.email)?;
    let visit = found.as_ref().and_then(|found| visit(found, report));
    if let Some(visit) = &visit
        && !tracking::keeps(conn, visit)?
    {
        return Ok(());
    }
    let effect = effect(report);
    let outcome = match (report.meaning(), &found) {
        (Meaning::Unknown, _) => Outcome::Unknown,
        (_, Some(_)) => Outcome::Applied,
        (_, None) if effect.suppress.is_some() => Outcome::Applied,
        (_, None) => Outcome::NoMessage,
    };
    if queries::insert_event(conn, report, found.as_ref(), outcome)? == 0 {
        return Ok(());
    }
    if let Some(visit) = &visit {
        return tracking::record(conn, visit);
    }
    apply(conn, listeners, report, found.as_ref(), effect)
}

/// What follows from a report that is no visit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Effect {
    event: Option<(EventKind, By, Told)>,
    suppress: Option<SuppressionReason>,
    consent: Option<ConsentChange>,
}

fn effect(report: &Report) -> Effect {
    let noted = |kind, by, told| Effect {
        event: Some((kind, by, told)),
        ..Effect::default()
    };
    let bounced = |told, suppress: bool| Effect {
        suppress: suppress.then_some(SuppressionReason::Bounced),
        ..noted(EventKind::Bounced, By::Machine, told)
    };
    match report.meaning() {
        Meaning::Delivered => noted(EventKind::Delivered, By::Machine, Told::Brevo),
        Meaning::Deferred => noted(EventKind::Deferred, By::Machine, Told::Brevo),
        Meaning::BouncedSoft => bounced(Told::BrevoSoft, false),
        Meaning::DeferredForGood if names_no_mailbox(report) => bounced(Told::Brevo, true),
        Meaning::DeferredForGood => bounced(Told::BrevoSoft, false),
        Meaning::BouncedHard | Meaning::Blocked => bounced(Told::Brevo, true),
        Meaning::Complained => Effect {
            suppress: Some(SuppressionReason::Complained),
            consent: Some(ConsentChange::Complained),
            ..noted(EventKind::Complained, By::Person, Told::Brevo)
        },
        Meaning::Unsubscribed => Effect {
            suppress: Some(SuppressionReason::Unsubscribed),
            consent: Some(ConsentChange::Withdrawn),
            ..noted(EventKind::Unsubscribed, By::Person, Told::Brevo)
        },
        Meaning::Accepted
        | Meaning::Opened
        | Meaning::OpenedByProxy
        | Meaning::Clicked
        | Meaning::Unknown => Effect::default(),
    }
}

/// As SMTP's own replies are read: a refusal for good may blame the sender.
fn names_no_mailbox(report: &Report) -> bool {
    report.reply().is_some_and(|(code, text)| {
        let reply = Reply::new(code, text);
        let outcome = mail::classify(&reply, Phase::Recipient);
        matches!(outcome, mail::Outcome::Refused { suppress: true, .. })
    })
}

fn apply(
    conn: &mut PgConnection,
    listeners: &Listeners,
    report: &Report,
    found: Option<&Found>,
    effect: Effect,
) -> QueryResult<()> {
    if let (Some(found), Some((kind, by, told))) = (found, effect.event) {
        let message = found.message;
        let at = happened_at(report);
        tracking::report(
            conn,
            tracking::Report {
                message,
                kind,
                at,
                by,
                told,
            },
        )?;
    }
    // Of an erased person's message the recipient is empty: the report must not bring the address back.
    let address = found.map_or(report.email.as_str(), |found| &found.recipient);
    if let (Some(reason), Ok(key)) = (effect.suppress, address_key(address))
        && !queries::is_hidden(conn, &key)?
    {
        book::insert_suppression(conn, &key, reason, found.map(|found| found.message))?;
    }
    let customer = found.and_then(|found| found.customer);
    if let (Some(change), Some(customer)) = (effect.consent, customer)
        && book::find_withdrawal(conn, Some(customer))?.is_none()
    {
        listeners.tell_consent(conn, customer, change)?;
    }
    match (found, action(effect)) {
        (Some(found), Some(action)) => {
            let change = Change::new(action, "message", found.message);
            audit::record(conn, &Actor::program(ACTOR), &change).map(|_| ())
        }
        _ => Ok(()),
    }
}

fn action(effect: Effect) -> Option<&'static str> {
    match effect.event?.0 {
        EventKind::Bounced => Some("message.bounced"),
        EventKind::Complained => Some("message.complained"),
        EventKind::Unsubscribed => Some("message.unsubscribed"),
        _ => None,
    }
}

/// A report of somebody, or something, that opened the mail.
fn visit(found: &Found, report: &Report) -> Option<Visit> {
    let (kind, is_proxy) = match report.meaning() {
        Meaning::Opened => (EventKind::Opened, false),
        Meaning::OpenedByProxy => (EventKind::Opened, true),
        Meaning::Clicked => (EventKind::Clicked, false),
        _ => return None,
    };
    let agent = report.agent.clone();
    Some(Visit {
        message: found.message,
        kind,
        link: found.link(&report.link),
        is_reported: true,
        seen: Seen {
            at: happened_at(report),
            is_head: false,
            is_prefetch: false,
            agent: match is_proxy {
                true => Agent::ReportedProxy,
                false => agent.map_or(Agent::Unreported, Agent::Said),
            },
        },
    })
}

/// As reported, but not in the future.
fn happened_at(report: &Report) -> DateTime<Utc> {
    let now = Utc::now();
    match DateTime::from_timestamp(report.at, 0) {
        Some(at) if report.at > 0 => at.min(now),
        _ => now,
    }
}
