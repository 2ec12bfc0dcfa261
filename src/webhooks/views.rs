use askama::Template;
use chrono::{DateTime, Utc};

use super::forms::EndpointForm;
use super::mapping::WireType;
use super::model::{Attempt, Delivery, DeliveryState, Endpoint, Listed, WireEvent};
use super::queries::COUNT_LIMIT;
use crate::domain::{DeliveryId, EndpointId};
use crate::web::{FieldErrors, Page, i18n, query};

/// The address of an endpoint's log, from the delivery `before` on.
pub fn address(id: EndpointId, state: Option<DeliveryState>, before: Option<DeliveryId>) -> String {
    let before = before.map(|id| id.to_string());
    let mut pairs = Vec::new();
    if let Some(state) = state {
        pairs.push(("state", state.as_str()));
    }
    if let Some(before) = &before {
        pairs.push(("before", before.as_str()));
    }
    query(&format!("/admin/webhooks/{id}"), &pairs)
}

/// What an event is, in words; one that this version does not know shows its name.
fn event_text(page: &Page, kind: &str) -> String {
    let key = format!("wire-{}", kind.replace('.', "-"));
    match i18n::has(page.language, &key) {
        true => page.t(&key),
        false => kind.to_owned(),
    }
}

/// Kind of the badge, key of its text, icon.
fn standing(endpoint: &Endpoint) -> (&'static str, &'static str, &'static str) {
    if endpoint.disabled_at.is_some() {
        ("bad", "webhooks-gone", "ban")
    } else if endpoint.is_paused {
        ("plain", "webhooks-paused", "player-pause")
    } else if endpoint.not_before.is_some_and(|until| until > Utc::now()) {
        ("warn", "webhooks-resting", "hourglass")
    } else {
        ("ok", "webhooks-active", "circle-check")
    }
}

fn delivery_badge(state: DeliveryState) -> (&'static str, &'static str, &'static str) {
    match state {
        DeliveryState::Waiting => ("wait", "delivery-waiting", "hourglass"),
        DeliveryState::Delivered => ("ok", "delivery-delivered", "circle-check"),
        DeliveryState::Failed => ("bad", "delivery-failed", "alert-triangle"),
    }
}

/// `200`, or why there was no answer.
fn outcome(page: &Page, status: Option<i32>, error: Option<&str>) -> String {
    match (status, error) {
        (Some(status), _) => page.tv("delivery-answered", "status", status),
        (None, Some(error)) => page.tv("delivery-no-answer", "error", error),
        (None, None) => "–".to_owned(),
    }
}

#[derive(Template)]
#[template(path = "webhooks/index.html")]
pub struct EndpointsPage {
    pub page: Page,
    pub endpoints: Vec<Listed>,
}

impl EndpointsPage {
    fn standing(&self, listed: &Listed) -> (&'static str, &'static str, &'static str) {
        standing(&listed.endpoint)
    }

    fn count(&self, count: &i64) -> String {
        match *count > COUNT_LIMIT {
            true => self
                .page
                .tv("jobs-more-than", "count", self.page.number(COUNT_LIMIT)),
            false => self.page.number(*count),
        }
    }

    fn last(&self, listed: &Listed) -> Option<(DateTime<Utc>, String)> {
        let last = listed.last.as_ref()?;
        let text = outcome(&self.page, last.status, last.error.as_deref());
        Some((last.at, text))
    }

    fn events(&self, listed: &Listed) -> String {
        let events = &listed.endpoint.events.0;
        match events.len() {
            0 => self.page.t("webhooks-all-events"),
            1..=2 => events
                .iter()
                .map(|kind| kind.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            n => self.page.tn("webhooks-event-count", n as i64),
        }
    }
}

#[derive(Template)]
#[template(path = "webhooks/form.html")]
pub struct EndpointFormPage {
    pub page: Page,
    /// `None`: a new one.
    pub endpoint: Option<Endpoint>,
    pub form: EndpointForm,
    pub errors: FieldErrors,
    /// Somebody else changed it meanwhile.
    pub is_overtaken: bool,
}

impl EndpointFormPage {
    fn action(&self) -> String {
        match &self.endpoint {
            Some(endpoint) => format!("/admin/webhooks/{}/edit", endpoint.id),
            None => "/admin/webhooks".to_owned(),
        }
    }

    fn back(&self) -> String {
        match &self.endpoint {
            Some(endpoint) => format!("/admin/webhooks/{}", endpoint.id),
            None => "/admin/webhooks".to_owned(),
        }
    }

    fn heading(&self) -> String {
        let key = match self.endpoint {
            Some(_) => "webhooks-edit",
            None => "webhooks-new",
        };
        self.page.t(key)
    }

    /// (value, text, ticked)
    fn events(&self) -> Vec<(&'static str, String, bool)> {
        let row = |kind: &WireType| {
            let name = kind.as_str();
            (name, event_text(&self.page, name), self.form.has(*kind))
        };
        WireType::ALL.iter().map(row).collect()
    }
}

/// Shows a secret, once.
#[derive(Template)]
#[template(path = "webhooks/secret.html")]
pub struct SecretPage {
    pub page: Page,
    pub id: EndpointId,
    pub name: String,
    pub secret: String,
    /// The one before signs too for so many hours.
    pub rotated: Option<i32>,
}

#[derive(Template)]
#[template(path = "webhooks/show.html")]
pub struct EndpointPage {
    pub page: Page,
    pub endpoint: Endpoint,
    pub state: Option<DeliveryState>,
    pub before: Option<DeliveryId>,
    /// Each with its event's type.
    pub rows: Vec<(Delivery, String)>,
    /// Where the page below begins.
    pub next: Option<DeliveryId>,
}

impl EndpointPage {
    /// `rows` has one more than the page, if there is a page below.
    pub fn new(
        page: Page,
        endpoint: Endpoint,
        state: Option<DeliveryState>,
        before: Option<DeliveryId>,
        mut rows: Vec<(Delivery, String)>,
    ) -> Self {
        let has_more = rows.len() as i64 > super::queries::PAGE;
        rows.truncate(super::queries::PAGE as usize);
        let next = rows.last().filter(|_| has_more).map(|(row, _)| row.id);
        Self {
            page,
            endpoint,
            state,
            before,
            rows,
            next,
        }
    }

    fn standing(&self) -> (&'static str, &'static str, &'static str) {
        standing(&self.endpoint)
    }

    fn badge(&self, delivery: &Delivery) -> (&'static str, &'static str, &'static str) {
        delivery_badge(delivery.state)
    }

    fn event(&self, kind: &str) -> String {
        event_text(&self.page, kind)
    }

    fn outcome(&self, delivery: &Delivery) -> String {
        outcome(
            &self.page,
            delivery.last_status,
            delivery.last_error.as_deref(),
        )
    }

    fn events(&self) -> Vec<String> {
        let events = self.endpoint.events.0.iter();
        events
            .map(|kind| event_text(&self.page, kind.as_str()))
            .collect()
    }

    fn tabs(&self) -> Vec<(String, &'static str, bool)> {
        let tab = |state: Option<DeliveryState>, key| {
            (
                address(self.endpoint.id, state, None),
                key,
                self.state == state,
            )
        };
        vec![
            tab(None, "delivery-tab-all"),
            tab(Some(DeliveryState::Waiting), "delivery-tab-waiting"),
            tab(Some(DeliveryState::Delivered), "delivery-tab-delivered"),
            tab(Some(DeliveryState::Failed), "delivery-tab-failed"),
        ]
    }

    fn first(&self) -> String {
        address(self.endpoint.id, self.state, None)
    }

    fn below(&self, next: &DeliveryId) -> String {
        address(self.endpoint.id, self.state, Some(*next))
    }

    fn old_secret_until(&self) -> Option<DateTime<Utc>> {
        self.endpoint
            .previous_until
            .filter(|until| *until > Utc::now())
    }
}

#[derive(Template)]
#[template(path = "webhooks/delivery.html")]
pub struct DeliveryPage {
    pub page: Page,
    pub endpoint: Endpoint,
    pub delivery: Delivery,
    pub event: WireEvent,
    /// The last first.
    pub attempts: Vec<Attempt>,
}

impl DeliveryPage {
    fn badge(&self) -> (&'static str, &'static str, &'static str) {
        delivery_badge(self.delivery.state)
    }

    fn kind(&self) -> String {
        event_text(&self.page, &self.event.kind)
    }

    fn outcome(&self, attempt: &Attempt) -> String {
        match attempt.finished_at {
            Some(_) => outcome(&self.page, attempt.status, attempt.error.as_deref()),
            None => self.page.t("delivery-unknown"),
        }
    }

    /// As it was sent, with line breaks for people.
    fn body(&self) -> String {
        let value: Option<serde_json::Value> = serde_json::from_str(&self.event.body).ok();
        let pretty = value.and_then(|value| serde_json::to_string_pretty(&value).ok());
        pretty.unwrap_or_else(|| self.event.body.clone())
    }

    fn is_over(&self) -> bool {
        self.delivery.state != DeliveryState::Waiting
    }
}
