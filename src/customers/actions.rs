//! Changes of customers, each with its trace in the audit log.

use chrono::{DateTime, Utc};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{PgConnection, QueryResult};

use super::forms::own::{self, OwnErrors};
use super::forms::{self, CONSENT_FIELDS, CustomerForm, Entry, FormState, Rules};
use super::model::{Channel, ConsentState, Customer, NewConsent, NewCustomer};
use super::queries::{self, KnownBy, Named};
use super::reading;
use super::similarity::Known;
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::db::{self, RetryHint};
use crate::domain::CustomerId;
use crate::messages;
use crate::users;
use crate::web::FieldErrors;

/// Where the consents of these actions come from.
const HOW: &str = "form";

/// What keeps a form from being stored, all of it.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    pub errors: FieldErrors,
    /// In the fields that the business added.
    pub own: OwnErrors,
    pub tax_id_holder: Option<Named>,
    /// Who has the e-mail address already; no error once somebody said that it is meant.
    pub sharers: Vec<Named>,
    /// Who might be the same person; no error once somebody said that they are another.
    pub alike: Vec<Named>,
    /// Somebody with these was erased; no error once somebody said that they came back.
    pub is_erased: bool,
}

/// The customer as somebody else left it while the form was open.
#[derive(Debug, Clone)]
pub struct Overtaken {
    pub now: CustomerForm,
    pub version: i32,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the form has errors")]
    Invalid(Box<Problems>),
    #[error("somebody else changed the customer meanwhile")]
    Overtaken(Box<Overtaken>),
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<DieselError> for SaveError {
    fn from(error: DieselError) -> Self {
        match error {
            // Two forms at the same moment: the look before did not see the other.
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
                if info.constraint_name() == Some("customers_tax_id_key_unique") =>
            {
                Self::Invalid(Box::new(Problems {
                    errors: FieldErrors::from([("tax_id", "field-tax-id-taken")]),
                    ..Default::default()
                }))
            }
            other => Self::Database(other.into()),
        }
    }
}

impl RetryHint for SaveError {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::Database(error) if error.asks_for_retry())
    }
}

/// The rules with the fields of the business as they are by now, and whether they stay so until this is stored.
fn at_this_moment(
    conn: &mut PgConnection,
    form: &CustomerForm,
    rules: &Rules,
) -> QueryResult<(Rules, bool)> {
    let mut rules = rules.clone();
    if form.own.is_empty() {
        return Ok((rules, true));
    }
    let held = auth::queries::hold_customer_fields(conn)?;
    let is_held = held.is_some();
    if let Some(fields) = held {
        rules.organisation.customer_fields = fields;
    }
    Ok((rules, is_held))
}

/// Stores a filled form as a new customer.
pub fn create_from_form(
    conn: &mut PgConnection,
    actor: &Actor,
    form: &CustomerForm,
    state: &FormState,
    rules: &Rules,
) -> Result<Customer, SaveError> {
    let (rules, is_held) = at_this_moment(conn, form, rules)?;
    let blank = CustomerForm::blank();
    let entry = checked(conn, form, &blank, state, (&rules, is_held), None)?;
    Ok(create(
        conn,
        actor,
        &entry.changes.into(),
        &entry.consents,
        HOW,
    )?)
}

/// Stores what a form changed, if it shows the customer as it is.
pub fn change_from_form(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CustomerId,
    form: &CustomerForm,
    state: &FormState,
    rules: &Rules,
) -> Result<Customer, SaveError> {
    let customer = queries::lock_customer(conn, id)?;
    let (rules, is_held) = at_this_moment(conn, form, rules)?;
    let consents = queries::list_consents(conn, id)?;
    let mut now = CustomerForm::of(&customer, &consents, &rules.organisation);
    now.own = own::shown(&customer.custom, &rules.organisation, &form.own);
    let base = state.shown().unwrap_or_else(|| now.clone());
    // A consent can be withdrawn without a new version of the customer: by the link in a mail.
    let has_same_consents = CONSENT_FIELDS
        .iter()
        .all(|(channel, _)| base.consent(*channel) == now.consent(*channel));
    if state.version != customer.version.to_string() || !has_same_consents {
        return Err(overtaken(conn, &customer, now)?);
    }
    let entry = checked(conn, form, &now, state, (&rules, is_held), Some(&customer))?;
    if entry.is_empty() {
        return Ok(customer);
    }
    let before: Vec<(Channel, ConsentState)> = consents
        .iter()
        .map(|consent| (consent.channel, consent.state))
        .collect();
    Ok(change(conn, actor, &customer, &before, &entry)?)
}

fn overtaken(
    conn: &mut PgConnection,
    customer: &Customer,
    now: CustomerForm,
) -> Result<SaveError, SaveError> {
    let by = match customer.updated_by {
        Some(user) => Some(users::queries::find_user(conn, user)?.name),
        None => None,
    };
    Ok(SaveError::Overtaken(Box::new(Overtaken {
        now,
        version: customer.version,
        by,
        at: customer.updated_at,
    })))
}

/// Reads the form and looks whose tax id and e-mail address it has.
fn checked(
    conn: &mut PgConnection,
    form: &CustomerForm,
    before: &CustomerForm,
    state: &FormState,
    (rules, is_held): (&Rules, bool),
    stored: Option<&Customer>,
) -> Result<Entry, SaveError> {
    let id = stored.map(|customer| customer.id);
    let (mut entry, errors) = forms::read(form, before, rules);
    let (own, mut own_errors) = own::read(&form.own, &before.own, &rules.organisation);
    if !is_held {
        own_errors.extend(own.keys().map(|key| (*key, "own-field-changing")));
    }
    entry.changes.custom = own::over(stored.map(|customer| &customer.custom), own);
    let mut problems = Problems {
        errors,
        own: own_errors,
        ..Default::default()
    };
    if let Some(Some(key)) = &entry.changes.tax_id_key {
        let holder = queries::find_by_tax_id_key(conn, key)?;
        problems.tax_id_holder = holder.filter(|holder| Some(holder.id) != id);
        let is_typed = entry.changes.tax_id.is_some();
        if problems.tax_id_holder.is_some() && !is_typed {
            // Another country made it one that somebody has: it stays without a key, as when it is imported.
            entry.changes.tax_id_key = Some(None);
        } else if problems.tax_id_holder.is_some() {
            problems.errors.add("tax_id", "field-tax-id-taken");
        }
    }
    if let Some(Some(email)) = &entry.changes.email {
        problems.sharers = queries::list_sharers_of_email(conn, email, id)?;
        if !problems.sharers.is_empty() && state.allow_shared_email.is_empty() {
            problems.errors.add("email", "field-email-shared");
        }
    }
    look_for_erased(conn, &entry, state, &mut problems)?;
    look_for_alike(conn, form, &entry, state, rules, &mut problems, id)?;
    match problems.errors.is_empty() && problems.own.is_empty() {
        true => Ok(entry),
        false => Err(SaveError::Invalid(Box::new(problems))),
    }
}

/// Stops at what somebody was known by who was erased: they may have come back, but that is theirs to say.
fn look_for_erased(
    conn: &mut PgConnection,
    entry: &Entry,
    state: &FormState,
    problems: &mut Problems,
) -> QueryResult<()> {
    let kinds = queries::list_tombstone_kinds(conn, KnownBy::of(&entry.changes))?;
    problems.is_erased = !kinds.is_empty();
    if state.allow_erased.is_empty() {
        for field in ["email", "phone", "tax_id"] {
            if kinds.iter().any(|kind| kind == field) {
                problems.errors.add(field, "field-erased");
            }
        }
    }
    Ok(())
}

/// Names who might be the same person, where a name or a phone is new; those who are named already are left out.
fn look_for_alike(
    conn: &mut PgConnection,
    form: &CustomerForm,
    entry: &Entry,
    state: &FormState,
    rules: &Rules,
    problems: &mut Problems,
    id: Option<CustomerId>,
) -> QueryResult<()> {
    let changes = &entry.changes;
    if changes.full_name.is_none() && changes.phone.is_none() {
        return Ok(());
    }
    let given = |text: &'_ str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (email, tax_id) = (given(&form.email), given(&form.tax_id));
    let phone = reading::phone(
        &form.phone,
        Some(&form.country),
        &rules.organisation.country,
    );
    let (address, city, region) = (given(&form.address), given(&form.city), given(&form.region));
    let known = Known {
        full_name: &form.full_name,
        email: email.as_deref(),
        phone_e164: phone.as_ref().map(|phone| phone.e164.as_str()),
        tax_id: tax_id.as_deref(),
        birth_date: form.birth_date.parse().ok(),
        address: address.as_deref(),
        city: city.as_deref(),
        region: region.as_deref(),
    };
    let mut alike = queries::list_alike(conn, &known, id)?;
    alike.retain(|one| {
        Some(one) != problems.tax_id_holder.as_ref() && !problems.sharers.contains(one)
    });
    problems.alike = alike;
    if !problems.alike.is_empty() && state.allow_alike.is_empty() {
        problems.errors.add("full_name", "field-alike");
    }
    Ok(())
}

/// Stores a new customer with what they agreed to; `how` says where that was said.
pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    new: &NewCustomer,
    consents: &[(Channel, ConsentState)],
    how: &str,
) -> QueryResult<Customer> {
    let new = NewCustomer {
        created_by: actor.user_id,
        updated_by: actor.user_id,
        ..new.clone()
    };
    let customer = queries::insert_customer(conn, &new)?;
    record_consents(conn, actor, &customer, consents, how)?;
    let note = Change::new("customer.created", "customer", customer.id)
        .set("full_name", &customer.full_name)
        .set("kind", customer.kind)
        .set("status", customer.status)
        .set("email", &customer.email)
        .set("phone", &customer.phone)
        .set("tax_id", &customer.tax_id)
        .own_values(&serde_json::Value::Null, &customer.custom);
    audit::record(conn, actor, &with_consents(note, &[], consents))?;
    Ok(customer)
}

/// Stores what a form or a program changed.
pub(super) fn change(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &Customer,
    consents_before: &[(Channel, ConsentState)],
    entry: &Entry,
) -> QueryResult<Customer> {
    let after = queries::update_customer(conn, before.id, &entry.changes, actor.user_id)?;
    record_consents(conn, actor, &after, &entry.consents, HOW)?;
    let note = note_fields(
        Change::new("customer.updated", "customer", before.id),
        before,
        &after,
    );
    audit::record(
        conn,
        actor,
        &with_consents(note, consents_before, &entry.consents),
    )?;
    Ok(after)
}

fn record_consents(
    conn: &mut PgConnection,
    actor: &Actor,
    customer: &Customer,
    consents: &[(Channel, ConsentState)],
    how: &str,
) -> QueryResult<()> {
    for (channel, state) in consents {
        let new = NewConsent {
            customer_id: customer.id,
            channel: *channel,
            state: *state,
            how: how.to_owned(),
            proof: None,
            recorded_by: actor.user_id,
        };
        queries::insert_consent(conn, &new)?;
    }
    if let Some(email) = &customer.email
        && consents.contains(&(Channel::Email, ConsentState::Given))
    {
        messages::actions::lift_unsubscription(conn, actor, email)?;
    }
    Ok(())
}

/// Whatever the row has now and had before; fields that stayed are left out.
fn note_fields(note: Change, old: &Customer, new: &Customer) -> Change {
    note.field("full_name", &old.full_name, &new.full_name)
        .field("greeting", &old.greeting, &new.greeting)
        .field("legal_name", &old.legal_name, &new.legal_name)
        .field("kind", old.kind, new.kind)
        .field("status", old.status, new.status)
        .field("email", &old.email, &new.email)
        .field("phone", &old.phone, &new.phone)
        .field("tax_id", &old.tax_id, &new.tax_id)
        .field("birth_date", old.birth_date, new.birth_date)
        .field("address", &old.address, &new.address)
        .field("city", &old.city, &new.city)
        .field("region", &old.region, &new.region)
        .field("country", &old.country, &new.country)
        .field("language", old.language, new.language)
        .field("sector", &old.sector, &new.sector)
        .field("website", &old.website, &new.website)
        .field("source", &old.source, &new.source)
        .field("notes", &old.notes, &new.notes)
        .field("is_tracked", old.is_tracked, new.is_tracked)
        .field("owner", old.owner_id, new.owner_id)
        .field("credit_limit", old.credit_limit, new.credit_limit)
        .field("segment_label", &old.segment_label, &new.segment_label)
        .field("tags", &old.tags, &new.tags)
        .own_values(&old.custom, &new.custom)
}

fn with_consents(
    note: Change,
    before: &[(Channel, ConsentState)],
    after: &[(Channel, ConsentState)],
) -> Change {
    let said = |states: &[(Channel, ConsentState)], channel: Channel| {
        let found = states.iter().find(|(other, _)| *other == channel);
        found.map(|(_, state)| *state).unwrap_or_default()
    };
    let changed = CONSENT_FIELDS
        .into_iter()
        .filter(|(channel, _)| after.iter().any(|(other, _)| other == channel));
    changed.fold(note, |note, (channel, field)| {
        note.field(field, said(before, channel), said(after, channel))
    })
}
