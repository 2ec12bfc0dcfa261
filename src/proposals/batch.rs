//! Many proposals at once, for a campaign: written by the builtin engine in the caller's transaction, or by an outside
//! one between two of them.

use std::collections::HashSet;
use std::time::Instant;

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::asking::{Assignment, assign};
use super::engine::queries::{Shelf, find_facts_of};
use super::engine::words::Writer;
use super::engine::{self, Draft, EngineName, Fallback, builtin, learn};
use super::model::State;
use super::offers::queries::list_terms;
use super::queries::{self, Written};
use super::{actions, addressing, checked, setup};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::customers::{self, Customer};
use crate::domain::{CustomerId, Language, ProposalId, TemplateId, UserId};

pub use super::actions::chosen_engine;
pub use super::asking::Engines;
pub use super::offers::Limits;
pub use super::sample::{preview, send_test};
pub use super::templates::queries::list_choices as list_templates;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Order {
    pub customer: CustomerId,
    pub variant: Variant,
    /// The mail is made with the templates as they were then; `None`: as they will be.
    pub templates_of: Option<DateTime<Utc>>,
}

/// What a campaign says otherwise than the engine.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Variant {
    /// With `{{nombre}}` where the name belongs.
    pub subject: Option<String>,
    /// The discount; what the organisation allows the customer's segment is its limit.
    pub percent: Option<i32>,
    /// What the mails of its language are made with.
    pub template: Option<TemplateId>,
}

impl Variant {
    fn apply(&self, mut draft: Draft, limit: i32) -> Draft {
        if let Some(subject) = &self.subject {
            draft.subject.clone_from(subject);
            if let Some(grounds) = &mut draft.grounds {
                grounds.is_subject_ours = true;
            }
        }
        if let Some(percent) = self.percent {
            draft.offer = draft.offer.of_percent(percent, limit);
        }
        draft
    }
}

/// What may be offered to whom.
pub fn find_limits(conn: &mut PgConnection) -> QueryResult<Limits> {
    Ok(Limits {
        organisation: auth::queries::find_organisation(conn)?.offer_limits,
        terms: list_terms(conn)?,
    })
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
        let written = Written {
            draft: &draft,
            segment: facts.segment,
            limit,
            milliseconds: milliseconds(begun),
        };
        let asked = (EngineName::Builtin, by);
        let to = (&customer, language);
        ids.push(store(conn, actor, asked, to, (&written, order))?);
    }
    Ok(ids)
}

fn milliseconds(begun: Instant) -> i32 {
    i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX)
}

fn store(
    conn: &mut PgConnection,
    actor: &Actor,
    (asked, by): (EngineName, UserId),
    (customer, language): (&Customer, Language),
    (written, order): (&Written<'_>, &Order),
) -> QueryResult<ProposalId> {
    let greeting = customer.greeting.as_deref();
    let name = addressing::addressed(greeting, &customer.full_name, customer.kind);
    let draft = &actions::with_name(written.draft, &name);
    let written = Written { draft, ..*written };
    let id = queries::insert_written(
        conn,
        (customer.id, language),
        (asked, by),
        &written,
        (order.variant.template, order.templates_of),
    )?;
    queries::insert_items(conn, id, &draft.recommendations)?;
    queries::insert_event(conn, id, "generated", Some(by))?;
    let change = Change::new("proposal.generated", "proposal", id)
        .set("customer", customer.id)
        .set("engine", draft.engine)
        .set("fallback", draft.fallback_reason);
    audit::record(conn, actor, &change)?;
    Ok(id)
}

/// An order that an outside engine is asked, with all that it needs to know.
pub struct Question {
    order: Order,
    assignment: Assignment,
}

/// What it said.
pub struct Reply {
    question: Question,
    draft: Draft,
    milliseconds: i32,
}

/// Reads what `engine` needs to know for each order.
pub fn questions(
    conn: &mut PgConnection,
    engine: EngineName,
    orders: Vec<Order>,
) -> QueryResult<Vec<Question>> {
    if engine::queries::find_learnt(conn)?.is_none() {
        learn::learn(conn)?;
    }
    let organisation = auth::queries::find_organisation(conn)?;
    let question = |order: Order| {
        let customer = customers::queries::find_customer(conn, order.customer)?;
        let language = customer.language.unwrap_or(organisation.language);
        let mut assignment = assign(conn, (engine, language), customer, organisation.clone())?;
        assignment.brief.discount = order.variant.percent;
        Ok(Question { order, assignment })
    };
    orders.into_iter().map(question).collect()
}

/// So many questions are asked at a time.
pub fn find_parallel_calls(conn: &mut PgConnection) -> QueryResult<usize> {
    let (settings, _) = setup::queries::find_settings(conn)?;
    Ok(usize::try_from(settings.parallel_calls).unwrap_or(1))
}

impl Question {
    pub async fn ask(self, engines: &Engines) -> Reply {
        let begun = Instant::now();
        let draft = engines.write(&self.assignment).await;
        Reply {
            question: self,
            draft,
            milliseconds: milliseconds(begun),
        }
    }
}

impl Reply {
    pub fn customer(&self) -> CustomerId {
        self.question.order.customer
    }

    /// The vendor could not be reached, or asked to wait: it may do better in a minute.
    pub fn is_worth_another_try(&self) -> bool {
        let passing = [
            Fallback::RateLimited,
            Fallback::TimedOut,
            Fallback::Unreachable,
            Fallback::Unavailable,
        ];
        let reason = self.draft.fallback_reason;
        reason.is_some_and(|reason| passing.contains(&reason))
    }

    /// Stores it as a proposal.
    pub fn store(
        &self,
        conn: &mut PgConnection,
        actor: &Actor,
        by: UserId,
    ) -> QueryResult<ProposalId> {
        let Assignment {
            engine,
            language,
            facts,
            ..
        } = &self.question.assignment;
        let customer = customers::queries::find_customer(conn, self.customer())?;
        let limit = facts.offer_limit();
        let draft = self.question.order.variant.apply(self.draft.clone(), limit);
        let written = Written {
            draft: &draft,
            segment: facts.segment,
            limit,
            milliseconds: self.milliseconds,
        };
        let (asked, to) = ((*engine, by), (&customer, *language));
        store(conn, actor, asked, to, (&written, &self.question.order))
    }
}

/// Of the proposals those whose text says what no fact covers: they cannot be sent as they stand.
pub fn list_unfounded(
    conn: &mut PgConnection,
    ids: &[ProposalId],
) -> QueryResult<HashSet<ProposalId>> {
    let written = queries::list_grounded(conn, ids)?;
    if written.is_empty() {
        return Ok(HashSet::new());
    }
    let organisation = auth::queries::find_organisation(conn)?;
    let unfounded = written.iter().filter(|(proposal, customer, booking_url)| {
        let booking_url = booking_url.as_deref();
        !checked::check_text((proposal, customer), booking_url, &organisation).is_empty()
    });
    Ok(unfounded.map(|(proposal, ..)| proposal.id).collect())
}

/// Of the proposals those whose offer has ended.
pub fn list_ended(conn: &mut PgConnection, ids: &[ProposalId]) -> QueryResult<HashSet<ProposalId>> {
    let today = auth::queries::find_business_day(conn)?;
    queries::list_ended(conn, ids, today)
}

/// A person has read the proposals that only wait for that.
pub fn approve(
    conn: &mut PgConnection,
    by: Option<UserId>,
    ids: &[ProposalId],
) -> QueryResult<usize> {
    let approved = queries::update_approved(conn, ids)?;
    queries::insert_events(conn, &approved, "approved", by)
}

/// An approved proposal is a person's to read and change again.
pub fn give_back(conn: &mut PgConnection, id: ProposalId) -> QueryResult<()> {
    queries::update_state(conn, id, (State::Approved, State::Ready), None).map(|_| ())
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
        let variant = Variant {
            subject,
            percent,
            template: None,
        };
        variant.apply(draft, 20)
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
