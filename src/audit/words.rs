//! What actions, records, fields and the words of a fixed set are called on pages and in files.

use crate::web::{Page, i18n};

/// Where the words of a field stand that are not its own (`segment`: `segment-vip`): the record, or any, the field, and what the
/// texts' keys begin with.
const PREFIXES: [(&str, &str, &str); 50] = [
    ("activity", "kind", "activity-"),
    ("batch", "action", "batch-kind-"),
    ("call", "outcome", "outcome-"),
    ("campaign_member", "arm", "campaign-arm-"),
    ("campaign_member", "reason", "campaign-left-out-"),
    ("campaign_member", "state", "campaign-outcome-"),
    ("connection", "name", "connection-"),
    ("consent", "how", "consent-how-"),
    ("consent", "state", "consent-state-"),
    ("contact_point", "kind", "point-kind-"),
    ("customer", "kind", "customer-kind-"),
    ("customer", "outcome", "outcome-"),
    ("customer", "reason", "leave-reason-"),
    ("customer", "status", "customer-status-"),
    ("duplicate", "reasons", "duplicates-reason-"),
    ("duplicate", "state", "duplicates-state-"),
    ("import", "kind", "import-kind-"),
    ("invoice", "state", "invoice-state-"),
    ("invoice", "type", "invoice-type-"),
    ("job", "kind", "job-"),
    ("key", "scopes", "scope-"),
    ("message", "by", "event-by-"),
    ("message", "kind", "message-kind-"),
    ("message", "outcome", "message-attempt-"),
    ("message", "purpose", "message-purpose-"),
    ("message", "reason", "message-reason-"),
    ("message", "state", "message-state-"),
    ("message", "type", "event-"),
    ("opportunity", "stage", "opportunity-stage-"),
    ("proposal", "reason", "proposal-failure-"),
    ("proposal", "state", "proposal-state-"),
    ("proposal", "type", "timeline-proposal-"),
    ("series", "kind", "series-kind-"),
    ("settings", "kind", "own-field-kind-"),
    ("suppression", "reason", "suppression-"),
    ("user", "purpose", "link-purpose-"),
    ("user", "role", "role-"),
    ("webhook", "events", "wire-"),
    ("webhook", "type", "wire-"),
    ("", "consent", "consent-state-"),
    ("", "consent_call", "consent-state-"),
    ("", "consent_email", "consent-state-"),
    ("", "consent_sms", "consent-state-"),
    ("", "consent_whatsapp", "consent-state-"),
    ("", "fallback", "proposal-fallback-"),
    ("", "lost_reason", "opportunity-reason-"),
    ("", "method", "payment-method-"),
    ("", "proposals_engine", "engine-"),
    ("", "rfm_cuts", "thresholds-"),
    ("", "status", "customer-status-"),
];
/// Fields whose values are a fixed set's under their own name; elsewhere people write what they like.
const OWN: [&str; 8] = [
    "channel",
    "country",
    "engine",
    "frequency",
    "hemisphere",
    "language",
    "segment",
    "suppression",
];

/// What was done.
pub fn action(page: &Page, action: &str) -> String {
    or_own(page, &format!("audit-{}", action.replace('.', "-")), action)
}

/// The same by itself, without the record that the words lead to.
pub fn action_alone(page: &Page, name: &str) -> String {
    action(page, name).trim_end_matches(':').to_owned()
}

pub fn record_type(page: &Page, kind: &str) -> String {
    or_own(page, &format!("audit-type-{kind}"), kind)
}

/// Whoever acted where that was no person: a part of the program.
pub fn program(page: &Page, part: &str) -> String {
    or_own(page, &format!("audit-by-{}", part.replace('.', "-")), part)
}

/// A field's name, of the business's own what it is called by now. `owner_id` is called what `owner` is.
pub fn field(page: &Page, name: &str) -> String {
    if let Some(own) = page.own_field(name) {
        return own.name.clone();
    }
    let short = name.strip_suffix("_id").unwrap_or(name);
    let known = [name, short].map(|name| format!("audit-field-{name}"));
    match known.iter().find(|key| i18n::has(page.language, key)) {
        Some(key) => page.t(key),
        None => short.replace('_', " "),
    }
}

/// A word of a fixed set as it is called on the other pages; anything else as it is.
pub fn worded(page: &Page, record: &str, field: &str, word: &str) -> String {
    if let Some(own) = page.own_field(field) {
        return page.own_value(own, word);
    }
    let prefix = PREFIXES
        .iter()
        .find(|(kind, name, _)| *name == field && (kind.is_empty() || *kind == record))
        .map(|(.., prefix)| (*prefix).to_owned())
        .or_else(|| OWN.contains(&field).then(|| format!("{field}-")));
    match prefix {
        Some(prefix) => {
            let key = format!("{prefix}{}", word.replace(['.', ':'], "-"));
            or_own(page, &key, word)
        }
        None => word.to_owned(),
    }
}

/// The text of the key; without one the program's own word, which says more than nothing.
fn or_own(page: &Page, key: &str, own: &str) -> String {
    match i18n::has(page.language, key) {
        true => page.t(key),
        false => own.to_owned(),
    }
}
