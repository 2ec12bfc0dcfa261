//! Many proposals at once, for a campaign: the builtin engine's, written and stored in the caller's transaction.

use std::time::Instant;

use diesel::{PgConnection, QueryResult};

use super::engine::queries::{Shelf, find_facts_of};
use super::engine::words::Writer;
use super::engine::{self, Draft, builtin, learn};
use super::model::State;
use super::queries::{self, Written};
use super::{actions, mail};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::customers;
use crate::domain::{CustomerId, ProposalId, UserId};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Order {
    pub customer: CustomerId,
    pub variant: Variant,
}

/// What a campaign says otherwise than the engine.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Variant {
    /// With `{{nombre}}` where the name belongs.
    pub subject: Option<String>,
    /// The discount; what the organisation allows the customer's segment is its limit.
    pub percent: Option<i32>,
}

impl Variant {
    fn apply(&self, mut draft: Draft, limit: i32) -> Draft {
        if let Some(subject) = &self.subject {
            draft.subject.clone_from(subject);
        }
        if let Some(percent) = self.percent {
            draft.offer.was_lowered = percent > limit;
            draft.offer.percent = percent.min(limit);
        }
        draft
    }
}

/// Writes a proposal for each order, in their order. The catalogue is read once for all customers alike.
pub fn write_all(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    orders: &[Order],
) -> QueryResult<Vec<ProposalId>> {
    if engine::queries::find_learnt(conn)?.is_none() {
        learn::learn(conn)?;
    }
    let organisation = auth::queries::find_organisation(conn)?;
    let mut shelf = Shelf::default();
    let mut ids = Vec::with_capacity(orders.len());
    for order in orders {
        let begun = Instant::now();
        let customer = customers::queries::find_customer(conn, order.customer)?;
        let language = customer.language.unwrap_or(organisation.language);
        let facts = find_facts_of(conn, customer.id, &organisation, &mut shelf)?;
        let draft = builtin::draft(&facts, Writer::new(language, &organisation));
        let limit = facts.offer_limit();
        let draft = order.variant.apply(draft, limit);
        let name = mail::addressed(&customer.full_name, customer.kind);
        let written = Written {
            draft: &actions::with_name(&draft, &name),
            segment: facts.segment,
            limit,
            milliseconds: i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX),
        };
        let id = queries::insert_written(conn, customer.id, language, by, &written)?;
        queries::insert_items(conn, id, &draft.recommendations)?;
        queries::insert_event(conn, id, "generated", Some(by))?;
        let change = Change::new("proposal.generated", "proposal", id)
            .set("customer", customer.id)
            .set("engine", draft.engine);
        audit::record(conn, actor, &change)?;
        ids.push(id);
    }
    Ok(ids)
}

/// A person has read a proposal that only waits for that.
pub fn approve(conn: &mut PgConnection, by: Option<UserId>, id: ProposalId) -> QueryResult<bool> {
    let states = (State::Ready, State::Approved);
    let found = queries::update_state(conn, id, states, None)? > 0;
    if found {
        queries::insert_event(conn, id, "approved", by)?;
    }
    Ok(found)
}

/// Gives up the proposals that nobody has sent.
pub fn withdraw(
    conn: &mut PgConnection,
    by: Option<UserId>,
    ids: &[ProposalId],
) -> QueryResult<()> {
    for id in queries::update_withdrawn(conn, ids)? {
        queries::insert_event(conn, id, "cancelled", by)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::engine::{EngineName, Offer};
    use super::*;

    fn applied(percent: Option<i32>, subject: Option<&str>) -> Draft {
        let draft = Draft {
            engine: EngineName::Builtin,
            fallback_reason: None,
            insights: vec![],
            recommendations: vec![],
            offer: Offer {
                percent: 20,
                title: "Vuelve".into(),
                valid_until: "2025-11-25".parse().unwrap(),
                was_lowered: false,
            },
            subject: "Hola".into(),
            body: String::new(),
            call: None,
            grounds: None,
        };
        let subject = subject.map(str::to_owned);
        Variant { subject, percent }.apply(draft, 20)
    }

    #[test]
    fn a_variant_offers_no_more_than_the_segment_may_get() {
        let (more, less) = (applied(Some(30), None).offer, applied(Some(5), None).offer);
        assert_eq!((more.percent, more.was_lowered), (20, true));
        assert_eq!((less.percent, less.was_lowered), (5, false));
    }

    #[test]
    fn what_a_variant_leaves_open_is_the_engines() {
        assert_eq!(applied(None, None).offer.percent, 20);
        assert_eq!(applied(None, None).subject, "Hola");
        assert_eq!(
            applied(None, Some("{{nombre}}, vuelve")).subject,
            "{{nombre}}, vuelve"
        );
    }
}
