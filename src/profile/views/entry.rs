//! What a line of the timeline says, where it leads, and whether the reader may change it.

use chrono::{DateTime, Utc};

use crate::activities::{ActivityKind, Due};
use crate::domain::Capability;
use crate::messages;
use crate::profile::model::Happening;
use crate::web::{Page, i18n};

/// One line of the timeline, in words.
pub(super) struct Entry<'a> {
    pub(super) icon: &'static str,
    pub(super) tone: &'static str,
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) at: Option<&'a DateTime<Utc>>,
    pub(super) amount: Option<i64>,
    pub(super) href: Option<String>,
    /// Whether the reader may change it: what they wrote, what is theirs, and what is still to be done.
    pub(super) is_own: bool,
    /// Whether they may delete it: who wrote it, and admins.
    pub(super) is_written: bool,
    /// `open` or `done`, of what was planned.
    pub(super) plan: &'a str,
}

impl<'a> Entry<'a> {
    pub(super) fn new(page: &Page, happening: &'a Happening) -> Self {
        let (icon, tone) = appearance(&happening.kind);
        let is_note = happening.kind.parse::<ActivityKind>().is_ok();
        // What billing noted stays as it is.
        let is_changeable = is_note && happening.invoice_id.is_none();
        let viewer = page.user().map(|viewer| viewer.id);
        let people = [happening.author_id, happening.assignee_id];
        let is_theirs =
            people.contains(&viewer) || happening.state == "open" || page.may(Capability::Users);
        Self {
            icon,
            tone,
            title: title(page, happening),
            detail: detail(page, happening),
            at: happening
                .at
                .as_ref()
                .filter(|at| has_time(page, happening, at)),
            amount: happening.amount,
            href: href(page, happening),
            is_own: is_changeable && viewer.is_some() && is_theirs,
            is_written: is_changeable
                && viewer.is_some()
                && (happening.author_id == viewer || page.may(Capability::Users)),
            plan: if is_note { &happening.state } else { "" },
        }
    }
}

/// A plan for a day has no time.
fn has_time(page: &Page, happening: &Happening, at: &DateTime<Utc>) -> bool {
    happening.state != "open" || Due::of(*at, &page.organisation).time.is_some()
}

/// Where the reader may look at it.
fn href(page: &Page, happening: &Happening) -> Option<String> {
    match happening.kind.as_str() {
        "proposal" => Some(format!("/proposals/{}", happening.id)),
        "message" | "event" => messages::opens_for(page, happening.author_id)
            .then(|| format!("/messages/{}", happening.id)),
        _ => {
            let id = happening.invoice_id?;
            let may_read = page.can("invoices_read");
            may_read.then(|| format!("/invoices/{id}"))
        }
    }
}

fn appearance(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "service" => ("calendar-event", "svc"),
        "message" => ("send", "mail"),
        "event" => ("mail-check", "mail"),
        "proposal" => ("sparkles", "ai"),
        "consent" => ("shield-check", ""),
        "call" => ("phone", "call"),
        "meeting" => ("users", "note"),
        "email" => ("mail", "mail"),
        "task" => ("checkbox", ""),
        "sale" | "payment" => ("cash", "svc"),
        _ => ("message", "note"),
    }
}

fn title(page: &Page, happening: &Happening) -> String {
    match happening.kind.as_str() {
        "service" => happening.title.clone(),
        "message" => page.t(&format!("timeline-message-{}", happening.state)),
        "event" => page.t(&format!("timeline-event-{}", happening.state)),
        "proposal" => page.t(&format!("timeline-proposal-{}", happening.state)),
        "consent" => page.tv2(
            "timeline-consent",
            "channel",
            page.t(&format!("channel-{}", happening.title)),
            "state",
            page.t(&format!("consent-state-{}", happening.state)),
        ),
        kind => match (happening.title.is_empty(), &happening.author) {
            (false, _) => happening.title.clone(),
            (true, Some(author)) => page.tv(&format!("timeline-{kind}-by"), "author", author),
            (true, None) => page.t(&format!("activity-{kind}")),
        },
    }
}

fn detail(page: &Page, happening: &Happening) -> String {
    let author = happening.author.as_deref().unwrap_or_default();
    match happening.kind.as_str() {
        "service" => happening.detail.clone(),
        "message" | "event" | "proposal" => joined(&happening.title, author),
        "consent" => {
            // How it was said, and on a line of its own what shows it.
            let said = happening.detail.split_once('\n');
            let (how, proof) = said.unwrap_or((&happening.detail, ""));
            let key = format!("consent-how-{how}");
            let how = match i18n::has(page.language, &key) {
                true => page.t(&key),
                false => how.to_owned(),
            };
            let said = joined(&how, author);
            match proof.is_empty() {
                true => said,
                false => format!("{said}. {proof}"),
            }
        }
        // What billing notes has nobody's name in its title.
        _ if happening.invoice_id.is_some() => joined(&happening.detail, author),
        _ => happening.detail.clone(),
    }
}

fn joined(one: &str, other: &str) -> String {
    let given = [one, other].into_iter().filter(|part| !part.is_empty());
    given.collect::<Vec<_>>().join(" · ")
}
