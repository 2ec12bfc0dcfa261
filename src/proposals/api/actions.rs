//! What the API does, each in the caller's transaction.

use diesel::{PgConnection, QueryResult};

use super::super::actions::{self, Delivery, Sending};
use super::super::engine::queries::Shelf;
use super::super::jobs;
use super::current::{self, Stored};
use super::parameters::Batch;
use super::payload::{Teller, Told};
use super::queries::{self, Addressee};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::config::Config;
use crate::customers::{self, Customer, CustomerStatus};
use crate::domain::{CustomerId, ProposalId};
use crate::messages::{self, Purpose};
use crate::segments::Segment;
use crate::web::AppError;
use crate::web::api::ApiError;

const BLOCKED: &str = "proposal-customer-blocked";

/// The proposal of one customer.
pub fn read(conn: &mut PgConnection, id: CustomerId) -> Result<Told, ApiError> {
    let id = customers::queries::find_standing(conn, id)?.id;
    let customer = queries::find_addressee(conn, id)?;
    if customer.status == CustomerStatus::Blocked {
        return Err(AppError::Conflict(BLOCKED).into());
    }
    let mut told = tell(conn, vec![customer])?;
    told.pop().ok_or(AppError::NotFound.into())
}

/// The proposals of many. Personal data leaves the house in numbers: the audit log says who took it.
pub fn read_many(
    conn: &mut PgConnection,
    actor: &Actor,
    batch: Batch,
) -> Result<Vec<Told>, ApiError> {
    let customers = match batch.segment {
        Some(Segment::NoHistory) => queries::list_without_history(conn, batch.limit)?,
        segment => queries::list_addressees(conn, segment, batch.limit)?,
    };
    let change = Change::of_all("proposal.exported", "proposal")
        .set("segment", batch.segment)
        .set("customers", customers.len());
    audit::record(conn, actor, &change)?;
    tell(conn, customers)
}

fn tell(conn: &mut PgConnection, customers: Vec<Addressee>) -> Result<Vec<Told>, ApiError> {
    let organisation = auth::queries::find_organisation(conn)?;
    let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
    let today = auth::queries::find_business_day(conn)?;
    let stored = current::find_stored(conn, &organisation, today, &ids)?;
    let teller = Teller {
        organisation: &organisation,
    };
    let mut shelf = Shelf::default();
    let mut told = Vec::with_capacity(customers.len());
    for customer in customers {
        told.push(match stored.get(&customer.id) {
            Some(stored) => teller.stored(customer, stored)?,
            None => {
                let language = customer.language.unwrap_or(organisation.language);
                let outcome =
                    jobs::write_at_once(conn, customer.id, language, &organisation, &mut shelf)?;
                teller.drafted(customer, &outcome)?
            }
        });
    }
    Ok(told)
}

/// What sending came to.
#[derive(Debug)]
pub enum Sent {
    /// On its way to this address.
    Queued(String),
    /// The key of a text that says why not.
    Not(String),
}

/// Sends a customer's proposal; once, however often it is asked for.
pub fn send(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    id: CustomerId,
) -> Result<Sent, ApiError> {
    let id = customers::queries::find_standing(conn, id)?.id;
    // Two that ask at once wait for each other here.
    let customer = customers::queries::lock_customer(conn, id)?;
    if customer.status == CustomerStatus::Blocked {
        return Ok(Sent::Not(BLOCKED.to_owned()));
    }
    let address = customer.email.clone().unwrap_or_default().trim().to_owned();
    let purpose = Purpose::Commercial;
    if let Err(reason) = messages::check_recipient(conn, Some(id), &address, purpose)? {
        return Ok(Sent::Not(obstacle(reason)));
    }
    let proposal = match find_stored(conn, id)? {
        Some(stored) => stored.proposal.id,
        None => write(conn, actor, &customer)?,
    };
    let delivery = actions::deliver(conn, actor, config, proposal, &Sending::default())?;
    Ok(match delivery {
        Delivery::Queued => Sent::Queued(address),
        // Nobody gets it until a person says so.
        Delivery::ToBeHeld => Sent::Not("api-proposal-held".to_owned()),
        Delivery::Already => Sent::Not("api-proposal-already".to_owned()),
        Delivery::Unfounded => Sent::Not("proposal-unfounded".to_owned()),
        Delivery::Impossible(reason) => Sent::Not(obstacle(reason)),
    })
}

fn obstacle(reason: messages::Reason) -> String {
    format!("proposal-obstacle-{reason}")
}

fn find_stored(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Option<Stored>> {
    let organisation = auth::queries::find_organisation(conn)?;
    let today = auth::queries::find_business_day(conn)?;
    let mut stored = current::find_stored(conn, &organisation, today, &[id])?;
    Ok(stored.remove(&id))
}

fn write(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: &Customer,
) -> Result<ProposalId, AppError> {
    let organisation = auth::queries::find_organisation(conn)?;
    let language = customer.language.unwrap_or(organisation.language);
    let shelf = &mut Shelf::default();
    let outcome = jobs::write_at_once(conn, customer.id, language, &organisation, shelf)?;
    actions::store_written(conn, actor, (customer.id, language), &outcome)
}
