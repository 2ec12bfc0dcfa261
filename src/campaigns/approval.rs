//! What a person decides about the proposals that wait for it, each in the caller's transaction.

use std::collections::HashSet;

use diesel::{PgConnection, QueryResult};

use super::actions::enqueue;
use super::eligibility::LeftOut;
use super::model::MemberState;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::domain::{CampaignId, MemberId, ProposalId};
use crate::proposals::batch;

/// What came of an approval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Approval {
    pub approved: usize,
    /// They could not be sent as they stand, and stay to be edited.
    pub unsendable: usize,
}

/// The proposals that cannot be sent as they stand.
#[derive(Debug, Clone, Default)]
pub struct Unsendable {
    /// Their text says what no fact covers.
    pub unfounded: HashSet<ProposalId>,
    /// Their offer has ended.
    pub ended: HashSet<ProposalId>,
}

impl Unsendable {
    fn of(conn: &mut PgConnection, proposals: &[ProposalId]) -> QueryResult<Self> {
        Ok(Self {
            unfounded: batch::list_unfounded(conn, proposals)?,
            ended: batch::list_ended(conn, proposals)?,
        })
    }

    pub fn contains(&self, proposal: ProposalId) -> bool {
        self.unfounded.contains(&proposal) || self.ended.contains(&proposal)
    }

    pub fn len(&self) -> usize {
        self.unfounded.union(&self.ended).count()
    }
}

/// Of the proposals that wait for a person, those that cannot be sent as they stand.
pub fn list_unsendable(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Unsendable> {
    let ready = queries::list_ready(conn, id, None)?;
    let proposals: Vec<ProposalId> = ready.iter().map(|(_, proposal)| *proposal).collect();
    Unsendable::of(conn, &proposals)
}

/// A person has read the proposals of these members, or takes all that wait as they are. Those that could not be sent
/// as they stand are not approved.
pub fn approve(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    members: Option<&[MemberId]>,
) -> QueryResult<Approval> {
    if queries::lock_campaign(conn, id)?.state.is_over() {
        return Ok(Approval::default());
    }
    let ready = queries::list_ready(conn, id, members)?;
    let proposals: Vec<ProposalId> = ready.iter().map(|(_, proposal)| *proposal).collect();
    let unsendable = Unsendable::of(conn, &proposals)?;
    let covered = ready.into_iter();
    let covered = covered.filter(|(_, proposal)| !unsendable.contains(*proposal));
    let (members, proposals): (Vec<MemberId>, Vec<ProposalId>) = covered.unzip();
    if !members.is_empty() {
        // One that a person has sent or cancelled meanwhile is found out when its turn comes.
        batch::approve(conn, actor.user_id, &proposals)?;
        queries::update_members(conn, &members, MemberState::Approved, None)?;
        record(conn, actor, id, "campaign.approved", members.len())?;
        enqueue(conn, id)?;
    }
    Ok(Approval {
        approved: members.len(),
        unsendable: unsendable.len(),
    })
}

/// A person does not want these members to get their proposals; how many that were.
pub fn reject(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    members: &[MemberId],
) -> QueryResult<usize> {
    if queries::lock_campaign(conn, id)?.state.is_over() {
        return Ok(0);
    }
    let ready = queries::list_ready(conn, id, Some(members))?;
    let (members, proposals): (Vec<MemberId>, Vec<ProposalId>) = ready.into_iter().unzip();
    if !members.is_empty() {
        batch::withdraw(conn, actor.user_id, &proposals)?;
        let reason = Some(LeftOut::Rejected);
        queries::update_members(conn, &members, MemberState::Skipped, reason)?;
        record(conn, actor, id, "campaign.rejected", members.len())?;
        // They may have been the last.
        enqueue(conn, id)?;
    }
    Ok(members.len())
}

fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    action: &'static str,
    proposals: usize,
) -> QueryResult<()> {
    let change = Change::new(action, "campaign", id).set("proposals", proposals);
    audit::record(conn, actor, &change).map(|_| ())
}
