use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde_json::Value;

use super::assignment::{Arm, Division};
use super::pacing::Pace;
use crate::customers::{Filters, narrows};
use crate::db::schema::{campaign_members, campaigns};
use crate::domain::{CampaignId, CustomerId, MemberId, OwnField, ProposalId, UserId};
use crate::proposals::batch::Variant;
use crate::proposals::engine::EngineName;
use crate::text_enum;

text_enum! {
    /// Where a campaign is in its life.
    pub enum State {
        Draft = "draft",
        Running = "running",
        Paused = "paused",
        Cancelled = "cancelled",
        /// Nobody is left to be written to.
        Done = "done",
    }
}

impl State {
    pub fn key(self) -> String {
        format!("campaign-state-{self}")
    }

    /// The kind and the icon of its badge.
    pub fn badge(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("plain", "pencil"),
            Self::Running => ("wait", "send"),
            Self::Paused => ("warn", "player-pause"),
            Self::Cancelled => ("plain", "ban"),
            Self::Done => ("ok", "mail-check"),
        }
    }

    /// Nothing more will be sent.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Cancelled | Self::Done)
    }
}

text_enum! {
    /// Where a member is on the way to the outbox.
    pub enum MemberState {
        LeftOut = "left_out",
        HeldOut = "held_out",
        /// For its proposal.
        Waiting = "waiting",
        /// Its proposal is to be read by a person.
        Ready = "ready",
        /// Waits for its turn.
        Approved = "approved",
        /// In the outbox: its message says more.
        Handed = "handed",
        /// Could not be written to when the turn came.
        Skipped = "skipped",
        /// A person took its proposal away.
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What became of a member, so far: its own state, and once that is in the outbox its message's.
    pub enum Outcome {
        Waiting = "waiting",
        Ready = "ready",
        Approved = "approved",
        Queued = "queued",
        Sending = "sending",
        Sent = "sent",
        Held = "held",
        Uncertain = "uncertain",
        Refused = "refused",
        Discarded = "discarded",
        Skipped = "skipped",
        Failed = "failed",
        Cancelled = "cancelled",
        HeldOut = "held_out",
        LeftOut = "left_out",
    }
}

impl Outcome {
    pub fn key(self) -> String {
        format!("campaign-outcome-{self}")
    }

    /// The kind of its badge.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Sent => "ok",
            Self::Ready => "info",
            Self::Waiting | Self::Approved | Self::Queued | Self::Sending => "wait",
            Self::Held | Self::Uncertain => "warn",
            Self::Refused | Self::Failed => "bad",
            _ => "plain",
        }
    }

    /// Whether the campaign has still to do with it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Ready | Self::Approved)
    }
}

/// A row of `campaigns`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = campaigns, check_for_backend(diesel::pg::Pg))]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    pub state: State,
    pub audience: String,
    pub most: Option<i32>,
    pub engine: EngineName,
    pub variants: Value,
    pub holdout_percent: i32,
    /// The first day on which it sends, of the organisation's calendar.
    pub send_from: Option<NaiveDate>,
    pub from_hour: i32,
    pub to_hour: i32,
    pub per_hour: i32,
    pub needs_approval: bool,
    pub seed: i64,
    /// Counts the changes of the draft.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: UserId,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl Campaign {
    /// When it was started, or drafted.
    pub fn dated(&self) -> DateTime<Utc> {
        self.started_at.unwrap_or(self.created_at)
    }

    pub fn variants(&self) -> Vec<Variant> {
        serde_json::from_value(self.variants.clone()).unwrap_or_default()
    }

    /// What an arm is sent.
    pub fn variant_of(&self, arm: Arm) -> Variant {
        let place = usize::from(arm == Arm::B);
        self.variants().into_iter().nth(place).unwrap_or_default()
    }

    pub fn division(&self) -> Division {
        Division {
            seed: self.seed,
            holdout_percent: self.holdout_percent,
            has_two_variants: self.has_two_variants(),
        }
    }

    pub fn has_two_variants(&self) -> bool {
        self.variants().len() > 1
    }

    /// Where a member is once its proposal is written.
    pub fn written_state(&self) -> MemberState {
        match self.needs_approval {
            true => MemberState::Ready,
            false => MemberState::Approved,
        }
    }

    pub fn pace(&self) -> Pace {
        Pace {
            from_day: self.send_from,
            from_hour: self.from_hour,
            to_hour: self.to_hour,
            per_hour: self.per_hour,
        }
    }

    /// The customers list's filter; "mine" is whose campaign it is, `own` are the fields that the business added. `None`
    /// names nobody.
    pub fn filters(&self, own: &[OwnField]) -> Option<Filters> {
        read_audience(&self.audience, self.created_by, own)
    }
}

/// The query of a customers list. The list takes what means nothing for absent; here that would be everybody, so that
/// there is `None` instead.
pub fn read_audience(audience: &str, by: UserId, own: &[OwnField]) -> Option<Filters> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(audience).ok()?;
    let filters = Filters::of_query(audience, by, own);
    let read = filters.pairs();
    let mut seen = BTreeSet::new();
    let has_meaning = |(name, value): &(String, String)| {
        let is_read = match value.is_empty() {
            true => narrows(name),
            false => read.iter().any(|(known, _)| known == name),
        };
        // Of a name that comes twice one would be left out.
        is_read && seen.insert(name.clone())
    };
    pairs.iter().all(has_meaning).then_some(filters)
}

/// What a person decides in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub name: String,
    pub audience: String,
    pub most: Option<i32>,
    pub engine: EngineName,
    pub variants: Vec<Variant>,
    pub holdout_percent: i32,
    pub send_from: Option<NaiveDate>,
    pub from_hour: i32,
    pub to_hour: i32,
    pub per_hour: i32,
    pub needs_approval: bool,
}

/// A member that the campaign has still to do with.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = campaign_members, check_for_backend(diesel::pg::Pg))]
pub struct Member {
    pub id: MemberId,
    #[diesel(column_name = customer_id)]
    pub customer: CustomerId,
    pub arm: Option<Arm>,
    #[diesel(column_name = proposal_id)]
    pub proposal: Option<ProposalId>,
    /// How often its engine could not be reached.
    pub tries: i32,
}

/// A row of the table of outcomes.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: MemberId,
    pub customer: CustomerId,
    pub name: String,
    pub arm: Option<Arm>,
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub proposal: Option<ProposalId>,
    pub subject: Option<String>,
    /// Where it waits for a person: what the mail says.
    pub body: Option<String>,
    /// Where it waits for a person: the discount, and what it is called.
    pub percent: Option<i32>,
    pub offer: Option<String>,
    pub handed_at: Option<DateTime<Utc>>,
}

/// What one head did in the days of its campaign.
#[derive(Debug, Clone)]
pub struct Head {
    pub campaign: CampaignId,
    pub arm: Arm,
    /// The campaign's last hand-over; its days end so many after this one.
    pub day: NaiveDate,
    /// Its campaign sends no more.
    pub is_over: bool,
    pub was_sent: bool,
    pub visits: i64,
    /// Minor units.
    pub revenue: i64,
}

#[cfg(test)]
mod tests {
    use super::read_audience;
    use crate::domain::{OwnField, OwnKey, OwnKind, UserId};

    #[test]
    fn an_audience_that_cannot_be_read_is_nobody_and_not_everybody() {
        let own = [OwnField {
            key: OwnKey(1),
            name: "Distancia".into(),
            kind: OwnKind::Number,
            options: Vec::new(),
            is_retired: true,
            was: Vec::new(),
        }];
        let read = |audience| read_audience(audience, UserId::from(0), &own);
        for audience in [
            "",
            "segment=vip&q=ana&owner=me&r=3&status=active&tag=x",
            "city=Osorno&consent=email-given&spend_from=100000&away=90&overdue=yes&owner=7",
            "x1_from=1.5&tag=",
        ] {
            assert!(read(audience).is_some(), "{audience}");
        }
        for audience in [
            "segment=bogus",
            "segment=vip&segment=lost",
            "q=a&q=b",
            "seg=vip",
            "r=9",
            "owner=ana",
            "away=soon",
            "sort=name",
            "x1_from=mucho",
            "x2=Seca",
        ] {
            assert!(read(audience).is_none(), "{audience}");
        }
    }
}
