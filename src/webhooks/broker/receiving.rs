//! What a message does, in one transaction with the note that it came.

use chrono::{DateTime, TimeZone as _, Utc};
use diesel::{PgConnection, QueryResult};

use super::incoming::{Kind, Notice, When, Whom};
use crate::activities::{self, ActivityKind};
use crate::audit::Actor;
use crate::auth;
use crate::customers;
use crate::db;
use crate::domain::{CustomerId, Organisation, TaxId};
use crate::messages;

/// In the audit log, and where the message came from.
const PROVIDER: &str = "rabbitmq";

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    Noted,
    /// It had taken effect already.
    Known,
    /// There is no such customer, or not yet.
    NoCustomer,
}

/// Notes an invoice or a payment on its customer, once for each `message_id`.
pub fn receive(
    conn: &mut PgConnection,
    message_id: &str,
    event: &str,
    body: &str,
    notice: &Notice,
) -> QueryResult<Received> {
    let organisation: Organisation = auth::queries::find_organisation(conn)?;
    let Some(customer) = find_customer(conn, &notice.customer, &organisation)? else {
        return Ok(Received::NoCustomer);
    };
    // Waits for another that stores the same.
    if !messages::note_event(conn, PROVIDER, message_id, event, body)? {
        return Ok(Received::Known);
    }
    note(conn, customer, notice, &organisation)?;
    Ok(Received::Noted)
}

/// By our own id, else the tax id, else the address.
fn find_customer(
    conn: &mut PgConnection,
    whom: &Whom,
    organisation: &Organisation,
) -> QueryResult<Option<CustomerId>> {
    use diesel::OptionalExtension as _;
    if let Some(id) = whom.id {
        let found = customers::queries::find_standing(conn, id).optional()?;
        if let Some(customer) = found {
            return Ok(Some(customer.id));
        }
    }
    let tax_id = whom.tax_id.as_deref();
    let key = tax_id.and_then(|typed| TaxId::parse(typed, &organisation.country).ok()?.key);
    if let Some(tax_id) = tax_id {
        let holder = customers::queries::find_holder_of_tax_id(conn, tax_id, key.as_deref(), None)?;
        if holder.is_some() {
            return Ok(holder);
        }
    }
    let Some(email) = &whom.email else {
        return Ok(None);
    };
    let sharers = customers::queries::list_sharers_of_email(conn, email, None)?;
    Ok(sharers.first().map(|found| found.id))
}

fn note(
    conn: &mut PgConnection,
    customer: CustomerId,
    notice: &Notice,
    organisation: &Organisation,
) -> QueryResult<()> {
    let kind = match notice.kind {
        Kind::Invoice => ActivityKind::Sale,
        Kind::Payment => ActivityKind::Payment,
    };
    let actor = Actor::program(PROVIDER);
    let (title, details) = (notice.title(), notice.details());
    let activity = activities::actions::note_done(conn, &actor, customer, kind, &title, &details)?;
    let now = db::now(conn)?;
    let when = notice.when.map(|when| instant(when, organisation));
    // What is said to lie ahead was entered wrong.
    let happened = when.unwrap_or(now).min(now);
    activities::queries::update_happened(conn, activity.id, happened).map(|_| ())
}

/// A time that the clock skipped is the first one after it.
fn instant(when: When, organisation: &Organisation) -> DateTime<Utc> {
    match when {
        When::Instant(at) => at,
        When::Local(local) => {
            let zone = organisation.time_zone;
            let found = zone.from_local_datetime(&local).earliest();
            found.map_or_else(|| local.and_utc(), |at| at.to_utc())
        }
    }
}
