use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::not;
use diesel::prelude::*;

use super::super::model::{Item, Proposal, State};
use super::super::queries::is_campaigns;
use crate::customers::{CustomerKind, CustomerStatus};
use crate::db::schema::{customer_metrics, customers, proposal_items, proposals, services};
use crate::domain::{CustomerId, Language, ProposalId};
use crate::segments::Segment;

/// Whom a proposal is for, as the API tells it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Addressee {
    pub id: CustomerId,
    #[diesel(column_name = full_name)]
    pub name: String,
    pub greeting: Option<String>,
    pub kind: CustomerKind,
    pub status: CustomerStatus,
    pub email: Option<String>,
    /// As typed, and in the form that can be dialled.
    pub phone: Option<String>,
    pub phone_e164: Option<String>,
    pub language: Option<Language>,
    /// `None` without history.
    #[diesel(embed)]
    pub figures: Option<Figures>,
}

/// What is stored of a customer with history.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = customer_metrics)]
pub struct Figures {
    pub segment: Segment,
    pub services: i32,
    /// Minor units.
    pub spend: i64,
}

/// `NotFound` for one who was deleted.
pub fn find_addressee(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Addressee> {
    customers::table
        .left_join(customer_metrics::table)
        .filter(customers::id.eq(id).and(customers::deleted_at.is_null()))
        .select(Addressee::as_select())
        .first(conn)
}

/// Customers with history, of one segment or of all, who spent most first; nobody who is blocked.
pub fn list_addressees(
    conn: &mut PgConnection,
    segment: Option<Segment>,
    limit: i64,
) -> QueryResult<Vec<Addressee>> {
    let mut query = customers::table
        .inner_join(customer_metrics::table)
        .filter(customers::deleted_at.is_null())
        .filter(customers::status.ne(CustomerStatus::Blocked))
        .order((
            customer_metrics::spend.desc(),
            customer_metrics::customer_id,
        ))
        .limit(limit)
        .select(Addressee::as_select())
        .into_boxed();
    if let Some(segment) = segment {
        query = query.filter(customer_metrics::segment.eq(segment));
    }
    query.load(conn)
}

/// Customers without history, who came first first; nobody who is blocked.
pub fn list_without_history(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<Addressee>> {
    customers::table
        .left_join(customer_metrics::table)
        .filter(customers::deleted_at.is_null())
        .filter(customers::status.ne(CustomerStatus::Blocked))
        .filter(customer_metrics::customer_id.is_null())
        .order(customers::id)
        .limit(limit)
        .select(Addressee::as_select())
        .load(conn)
}

/// The newest written proposal of each customer who has one since then; a campaign's is its own until it is on its way.
pub fn list_newest(
    conn: &mut PgConnection,
    customers: &[CustomerId],
    since: DateTime<Utc>,
) -> QueryResult<Vec<Proposal>> {
    const UNWRITTEN: [State; 3] = [State::Generating, State::Cancelled, State::Failed];
    proposals::table
        .filter(proposals::customer_id.eq_any(customers))
        .filter(proposals::ready_at.gt(since))
        .filter(proposals::state.ne_all(UNWRITTEN))
        .filter(proposals::message_id.is_not_null().or(not(is_campaigns())))
        .distinct_on(proposals::customer_id)
        .order((proposals::customer_id, proposals::id.desc()))
        .select(Proposal::as_select())
        .load(conn)
}

/// The recommendations of each proposal that are in the catalogue, the surest first, each with whether it is offered
/// still.
pub fn list_items_of(
    conn: &mut PgConnection,
    ids: &[ProposalId],
) -> QueryResult<HashMap<ProposalId, Vec<(Item, bool)>>> {
    let rows: Vec<(ProposalId, Item, bool)> = proposal_items::table
        .inner_join(services::table)
        .filter(proposal_items::proposal_id.eq_any(ids))
        .order((proposal_items::proposal_id, proposal_items::position))
        .select((
            proposal_items::proposal_id,
            Item::as_select(),
            services::active,
        ))
        .load(conn)?;
    let mut found: HashMap<ProposalId, Vec<(Item, bool)>> = HashMap::new();
    for (id, item, is_offered) in rows {
        found.entry(id).or_default().push((item, is_offered));
    }
    Ok(found)
}
