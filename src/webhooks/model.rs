use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::mapping::WireType;
use crate::db::schema::{
    broker_status, delivery_attempts, webhook_deliveries, webhook_endpoints, wire_events,
};
use crate::domain::{DeliveryId, EndpointId, WireEventId};
use crate::text_enum;

text_enum! {
    /// Where a delivery is.
    pub enum DeliveryState {
        Waiting = "waiting",
        Delivered = "delivered",
        /// After the last attempt, or because the receiver is gone; a person can replay it.
        Failed = "failed",
    }
}

text_enum! {
    /// Who holds a line to the broker.
    pub enum BrokerRole { Publisher = "publisher", Consumer = "consumer" }
}

/// Types of events; none: all of them, also those that come later.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter(pub Vec<WireType>);

impl EventFilter {
    pub fn lets_pass(&self, kind: WireType) -> bool {
        self.0.is_empty() || self.0.contains(&kind)
    }

    pub(super) fn texts(&self) -> Vec<&'static str> {
        self.0.iter().map(|kind| kind.as_str()).collect()
    }
}

impl From<Vec<Option<String>>> for EventFilter {
    /// A type that this version does not know passes nothing.
    fn from(stored: Vec<Option<String>>) -> Self {
        let known = |text: String| text.parse().ok();
        Self(stored.into_iter().flatten().filter_map(known).collect())
    }
}

/// Where somebody wants to hear of changes; without its secrets.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = webhook_endpoints)]
pub struct Endpoint {
    pub id: EndpointId,
    pub name: String,
    pub url: String,
    #[diesel(deserialize_as = Vec<Option<String>>)]
    pub events: EventFilter,
    pub is_paused: bool,
    pub disabled_at: Option<DateTime<Utc>>,
    /// It is left alone until then.
    pub not_before: Option<DateTime<Utc>>,
    pub previous_until: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
}

impl Endpoint {
    pub fn is_active(&self) -> bool {
        !self.is_paused && self.disabled_at.is_none()
    }
}

/// What a person says of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointPlan {
    pub name: String,
    pub url: String,
    pub events: EventFilter,
}

/// An endpoint in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub endpoint: Endpoint,
    pub waiting: i64,
    pub failed: i64,
    /// What its last attempt came to: a status or an error.
    pub last: Option<Last>,
}

#[derive(Debug, Clone, Queryable)]
pub struct Last {
    pub at: DateTime<Utc>,
    pub status: Option<i32>,
    pub error: Option<String>,
}

/// What is told to the outside.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = wire_events)]
pub struct WireEvent {
    pub id: WireEventId,
    pub event_id: Uuid,
    #[diesel(column_name = type_)]
    pub kind: String,
    pub customer_key: Option<i64>,
    pub body: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = wire_events)]
pub struct NewWireEvent {
    pub event_id: Uuid,
    #[diesel(column_name = type_)]
    pub kind: &'static str,
    pub customer_key: Option<i64>,
    pub body: String,
    pub for_broker: bool,
}

/// An event on its way to one endpoint.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries)]
pub struct Delivery {
    pub id: DeliveryId,
    pub endpoint_id: EndpointId,
    pub wire_event_id: WireEventId,
    pub state: DeliveryState,
    pub attempts: i32,
    pub next_at: DateTime<Utc>,
    pub last_status: Option<i32>,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// One that ended has `finished_at`; one without, whose program died, may have arrived.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = delivery_attempts)]
pub struct Attempt {
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub status: Option<i32>,
    pub error: Option<String>,
    pub answer: Option<String>,
}

/// How it stands with the broker.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = broker_status)]
pub struct BrokerStatus {
    pub role: BrokerRole,
    pub is_connected: bool,
    pub since: DateTime<Utc>,
    pub last_error: Option<String>,
    pub last_error_at: Option<DateTime<Utc>>,
}
