//! Which stored proposal is a customer's proposal of today.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use diesel::{PgConnection, QueryResult};

use super::super::checked;
use super::super::model::{Item, Proposal};
use super::super::offers::Terms;
use super::super::offers::queries::list_terms;
use super::super::queries::find_shown;
use super::queries;
use crate::db;
use crate::domain::{CustomerId, Organisation, ProposalId};
use crate::segments::Segment;

/// A written proposal is told and sent for so long instead of a new one.
const FRESH_FOR: TimeDelta = TimeDelta::days(7);

/// A stored proposal with its recommendations of the catalogue.
#[derive(Debug, Clone)]
pub struct Stored {
    pub proposal: Proposal,
    pub items: Vec<Item>,
}

/// The stored proposal of each customer who has one that is fresh and holds.
pub fn find_stored(
    conn: &mut PgConnection,
    organisation: &Organisation,
    today: NaiveDate,
    customers: &[CustomerId],
) -> QueryResult<HashMap<CustomerId, Stored>> {
    let since = db::now(conn)? - FRESH_FOR;
    let newest = queries::list_newest(conn, customers, since)?;
    let ids: Vec<ProposalId> = newest.iter().map(|proposal| proposal.id).collect();
    let mut items = queries::list_items_of(conn, &ids)?;
    let terms = list_terms(conn)?;
    let mut stored = HashMap::new();
    for proposal in newest {
        let items = items.remove(&proposal.id).unwrap_or_default();
        let is_offered = items.iter().all(|(_, is_offered)| *is_offered);
        // What is on its way is the customer's proposal, whatever has changed since.
        let holds = proposal.state.has_message()
            || (is_offered
                && offer_holds(&proposal, organisation, &terms, today)
                && is_founded(conn, &proposal, organisation)?);
        if holds {
            let items = items.into_iter().map(|(item, _)| item).collect();
            stored.insert(proposal.customer_id, Stored { proposal, items });
        }
    }
    Ok(stored)
}

/// What a language model made up stays in the house.
fn is_founded(
    conn: &mut PgConnection,
    proposal: &Proposal,
    organisation: &Organisation,
) -> QueryResult<bool> {
    if proposal.grounds.is_none() {
        return Ok(true);
    }
    let shown = find_shown(conn, proposal.id)?;
    Ok(checked::check(&shown, organisation).is_empty())
}

/// Whether the settings still allow the offer, and it has not ended.
fn offer_holds(
    proposal: &Proposal,
    organisation: &Organisation,
    terms: &HashMap<Segment, Terms>,
    today: NaiveDate,
) -> bool {
    let terms = terms.get(&proposal.segment).cloned().unwrap_or_default();
    let percent = proposal.percent();
    let has_ended = proposal.offer_valid_until.is_some_and(|day| day < today);
    percent == 0 || (percent <= proposal.offer_limit_today(organisation, &terms) && !has_ended)
}
