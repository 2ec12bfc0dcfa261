//! What people and jobs do to a proposal, each in the caller's transaction.

use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use diesel::{PgConnection, QueryResult};

use super::addressing;
use super::checked;
use super::engine::{Draft, EngineName};
use super::jobs::{GENERATE, Generate};
use super::mail::Letter;
use super::model::{Edit, Failure, Proposal, Recipient, Shown, State};
use super::queries::{self, Written};
use super::voice;
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::config::Config;
use crate::customers::{self, CustomerStatus};
use crate::db;
use crate::domain::{CustomerId, Language, MessageId, Organisation, ProposalId, UserId};
use crate::jobs::{self, NewJob};
use crate::mail::AllowList;
use crate::messages::{self, NewMessage, Purpose, Reason};
use crate::segments::Segment;
use crate::web::AppError;

/// Nobody reads faster than this.
const LIMIT_A_MINUTE: i64 = 20;
/// A person waits for a proposal no longer; after this it has failed.
pub const TIME_LIMIT: Duration = Duration::from_secs(30);
/// So long a message can be taken back.
pub const UNDO_WINDOW: TimeDelta = TimeDelta::seconds(10);
/// A worker that dies within the time limit leaves one more attempt; the engine only reads.
const MAX_ATTEMPTS: i32 = 3;

/// Asks for a proposal. One that is being generated for the customer already is the answer to a second click.
pub fn request(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    (customer, user): (CustomerId, UserId),
) -> Result<ProposalId, AppError> {
    queries::lock_user(conn, user)?;
    let customer = customers::queries::lock_customer(conn, customer)?;
    if customer.status == CustomerStatus::Blocked {
        return Err(AppError::Conflict("proposal-customer-blocked"));
    }
    if let Some(already) = queries::find_generating(conn, customer.id)? {
        return Ok(already);
    }
    let now = db::now(conn)?;
    let minute_ago = now - TimeDelta::minutes(1);
    if queries::count_requested(conn, user, minute_ago)? >= LIMIT_A_MINUTE {
        return Err(AppError::TooMany);
    }
    let engine = chosen_engine(conn, config)?;
    let language = match customer.language {
        Some(language) => language,
        None => auth::queries::find_organisation(conn)?.language,
    };
    let id = queries::insert_proposal(conn, customer.id, engine, language, Some(user))?;
    let job = NewJob::new(GENERATE, &Generate { proposal: id })
        .deadline(now + TIME_LIMIT)
        .max_attempts(MAX_ATTEMPTS);
    let job = jobs::enqueue(conn, job)?;
    queries::update_job(conn, id, job)?;
    queries::insert_event(conn, id, "requested", Some(user))?;
    let change = Change::new("proposal.requested", "proposal", id)
        .set("customer", customer.id)
        .set("engine", engine);
    audit::record(conn, actor, &change)?;
    Ok(id)
}

/// The engine of the settings.
pub fn chosen_engine(conn: &mut PgConnection, config: &Config) -> QueryResult<EngineName> {
    let chosen = queries::find_chosen_engine(conn)?;
    Ok(chosen
        .or_else(|| config.ai.engine.parse().ok())
        .unwrap_or(EngineName::Builtin))
}

/// What an engine wrote, and about whom.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub draft: Draft,
    pub segment: Segment,
    pub limit: i32,
    pub milliseconds: i32,
}

/// Stores a proposal that was written already, without a job: for a program that waits for it.
pub fn store_written(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, language): (CustomerId, Language),
    outcome: &Outcome,
) -> Result<ProposalId, AppError> {
    if queries::find_generating(conn, customer)?.is_some() {
        return Err(AppError::Conflict("api-proposal-generating"));
    }
    let engine = outcome.draft.engine;
    let id = queries::insert_proposal(conn, customer, engine, language, actor.user_id)?;
    queries::insert_event(conn, id, "requested", actor.user_id)?;
    let change = Change::new("proposal.requested", "proposal", id)
        .set("customer", customer)
        .set("engine", engine);
    audit::record(conn, actor, &change)?;
    finish(conn, id, outcome)?;
    Ok(id)
}

/// Stores what an engine wrote; `false` when nobody waits for it any more.
pub fn finish(conn: &mut PgConnection, id: ProposalId, outcome: &Outcome) -> QueryResult<bool> {
    let proposal = queries::lock_proposal(conn, id)?;
    if proposal.state != State::Generating {
        return Ok(false);
    }
    let customer = customers::queries::find_customer(conn, proposal.customer_id)?;
    let greeting = customer.greeting.as_deref();
    let name = addressing::addressed(greeting, &customer.full_name, customer.kind);
    let draft = with_name(&outcome.draft, &name);
    let written = Written {
        draft: &draft,
        segment: outcome.segment,
        limit: outcome.limit,
        milliseconds: outcome.milliseconds,
    };
    queries::update_written(conn, id, &written)?;
    queries::insert_items(conn, id, &draft.recommendations)?;
    queries::insert_event(conn, id, "generated", None)?;
    let change = Change::new("proposal.generated", "proposal", id)
        .set("engine", draft.engine)
        .set("fallback", draft.fallback_reason)
        .set("model", draft.call.as_ref().map(|call| call.model.clone()))
        .set(
            "cost_micros",
            draft.call.as_ref().map(|call| call.cost_micros),
        );
    audit::record(conn, &Actor::program(GENERATE), &change)?;
    Ok(true)
}

/// The draft with the customer's name where it belongs.
pub(super) fn with_name(draft: &Draft, name: &str) -> Draft {
    Draft {
        subject: addressing::named(&draft.subject, name),
        body: addressing::named(&draft.body, name),
        ..draft.clone()
    }
}

/// The job is over and there is no proposal.
pub fn fail(conn: &mut PgConnection, id: ProposalId, failure: Failure) -> QueryResult<()> {
    let states = (State::Generating, State::Failed);
    if queries::update_state(conn, id, states, Some(failure))? == 0 {
        return Ok(());
    }
    queries::insert_event(conn, id, "failed", None)?;
    let change = Change::new("proposal.failed", "proposal", id).set("reason", failure);
    audit::record(conn, &Actor::program(GENERATE), &change)?;
    Ok(())
}

/// Stops the generation; `false` when it was over already.
pub fn cancel(conn: &mut PgConnection, actor: &Actor, id: ProposalId) -> QueryResult<bool> {
    let proposal = queries::lock_proposal(conn, id)?;
    let states = (State::Generating, State::Cancelled);
    if queries::update_state(conn, id, states, None)? == 0 {
        return Ok(false);
    }
    if let Some(job) = proposal.job_id {
        jobs::cancel(conn, job)?;
    }
    queries::insert_event(conn, id, "cancelled", actor.user_id)?;
    audit::record(
        conn,
        actor,
        &Change::new("proposal.cancelled", "proposal", id),
    )?;
    Ok(true)
}

/// Stores what a person changed, over the version that they read.
pub fn edit(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ProposalId,
    version: i32,
    edit: &Edit,
) -> Result<(), AppError> {
    let before = queries::lock_proposal(conn, id)?;
    if before.state != State::Ready {
        return Err(AppError::Conflict("proposal-not-ready"));
    }
    if before.version != version {
        return Err(AppError::Conflict("proposal-changed-meanwhile"));
    }
    store_edit(conn, actor, &before, edit)?;
    Ok(())
}

fn store_edit(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &Proposal,
    edit: &Edit,
) -> QueryResult<()> {
    let id = before.id;
    let change = Change::new("proposal.updated", "proposal", id)
        .field("subject", before.subject.as_str(), edit.subject.as_str())
        .field("body", before.body.as_str(), edit.body.as_str())
        .field("offer_percent", before.percent(), edit.percent)
        .field(
            "offer_title",
            before.offer_title.as_deref().unwrap_or_default(),
            edit.title.as_str(),
        )
        .field(
            "offer_valid_until",
            before.offer_valid_until,
            edit.valid_until,
        );
    let removed = match edit.remove {
        Some(item) => queries::delete_item(conn, id, item)?,
        None => 0,
    };
    let change = match removed {
        0 => change,
        _ => change.set("removed_item", edit.remove),
    };
    if change.fields.is_empty() {
        return Ok(());
    }
    queries::update_edited(conn, id, edit)?;
    if before.body != edit.body {
        voice::keep_edit(conn, before, &edit.body)?;
    }
    queries::insert_event(conn, id, "edited", actor.user_id)?;
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// What a click on "send" came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    Queued,
    /// Queued, and a person has to release it.
    ToBeHeld,
    /// Somebody was faster.
    Already,
    /// The customer may not be written to.
    Impossible(Reason),
    /// The text says what no fact covers; its page marks it.
    Unfounded,
}

/// What is sent: the proposal as it is, or as the person who sends it has just changed it.
#[derive(Debug, Clone, Default)]
pub struct Sending {
    /// The version that the person read; without it, the one that is there.
    pub version: Option<i32>,
    pub edit: Option<Edit>,
}

/// Writes the message of a proposal, once: whoever comes second finds it on its way.
pub fn deliver(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    id: ProposalId,
    sending: &Sending,
) -> Result<Delivery, AppError> {
    let proposal = queries::lock_proposal(conn, id)?;
    if proposal.state.has_message() {
        return Ok(Delivery::Already);
    }
    if !matches!(proposal.state, State::Ready | State::Approved) {
        return Err(AppError::Conflict("proposal-not-ready"));
    }
    if sending
        .version
        .is_some_and(|version| version != proposal.version)
    {
        return Err(AppError::Conflict("proposal-changed-meanwhile"));
    }
    if let Some(edit) = &sending.edit {
        store_edit(conn, actor, &proposal, edit)?;
    }
    let shown = queries::find_shown(conn, id)?;
    if is_offer_over(&shown.proposal, auth::queries::find_business_day(conn)?) {
        return Err(AppError::Conflict(OFFER_OVER));
    }
    let address = address(&shown.customer);
    let customer = Some(proposal.customer_id);
    if let Err(reason) = messages::check_recipient(conn, customer, &address, Purpose::Commercial)? {
        return Ok(Delivery::Impossible(reason));
    }
    let is_held = will_be_held(config, &shown);
    let organisation = auth::queries::find_organisation(conn)?;
    // What was typed beside the button is kept, to be looked at.
    if !checked::check(&shown, &organisation).is_empty() {
        return Ok(Delivery::Unfounded);
    }
    let (letter, message) = message(conn, config, organisation, &shown, address, actor.user_id)?;
    let message = messages::actions::queue(conn, actor, config, &message)?;
    queries::update_message(conn, id, State::Queued, Some(message))?;
    let template = shown.template.filter(|_| letter.problem.is_none());
    let version = template.map(|template| template.version);
    queries::update_template_used(conn, id, version, letter.problem.is_some())?;
    queries::insert_event(conn, id, "queued", actor.user_id)?;
    let change = Change::new("proposal.queued", "proposal", id).set("message", message);
    audit::record(conn, actor, &change)?;
    Ok(match is_held {
        true => Delivery::ToBeHeld,
        false => Delivery::Queued,
    })
}

/// What the page says when the offer ended before it was sent.
pub const OFFER_OVER: &str = "proposal-offer-over";

/// Whether what it offers ended before `today`.
pub fn is_offer_over(proposal: &Proposal, today: NaiveDate) -> bool {
    proposal.percent() > 0 && proposal.offer_valid_until.is_some_and(|day| day < today)
}

/// Whether the mail will wait for a person instead of leaving.
pub fn will_be_held(config: &Config, shown: &Shown) -> bool {
    let is_permitted = || {
        AllowList::parse(&config.mail.allow_list)
            .is_ok_and(|list| list.permits(&address(&shown.customer)))
    };
    config.mail.smtp_url.is_none() || (shown.mail.is_demo && !is_permitted())
}

/// Where a customer is written to; empty when nowhere.
pub fn address(customer: &Recipient) -> String {
    customer
        .email
        .as_deref()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn message(
    conn: &mut PgConnection,
    config: &Config,
    organisation: Organisation,
    shown: &Shown,
    recipient: String,
    by: Option<UserId>,
) -> Result<(Letter, NewMessage), AppError> {
    let items = queries::list_items(conn, shown.proposal.id)?;
    let unsubscribe = messages::UnsubscribeToken::new();
    let letter = Letter::new(
        shown,
        &items,
        organisation,
        unsubscribe.link(&config.server),
    );
    let message = NewMessage {
        customer_id: Some(shown.proposal.customer_id),
        purpose: Purpose::Commercial,
        kind: "proposal",
        recipient,
        recipient_name: shown.customer.presentable(),
        subject: letter.subject.clone(),
        html: letter.html()?,
        text: letter.text()?,
        created_by: by,
        not_before: db::now(conn)? + UNDO_WINDOW,
        unsubscribe: Some(unsubscribe),
        is_secret: false,
    };
    Ok((letter, message))
}

/// Takes the message back while there is time, and puts the proposal where it was; `false`: too late.
pub fn undo_delivery(conn: &mut PgConnection, actor: &Actor, id: ProposalId) -> QueryResult<bool> {
    let proposal = queries::lock_proposal(conn, id)?;
    let (State::Queued, Some(message)) = (proposal.state, proposal.message_id) else {
        return Ok(false);
    };
    if !messages::actions::cancel(conn, actor, message)? {
        return Ok(false);
    }
    queries::update_message(conn, id, State::Ready, None)?;
    queries::insert_event(conn, id, "undone", actor.user_id)?;
    audit::record(conn, actor, &Change::new("proposal.undone", "proposal", id))?;
    Ok(true)
}

/// A proposal goes where its message went; called in the transaction of that change.
pub fn follow_message(
    conn: &mut PgConnection,
    message: MessageId,
    state: messages::State,
) -> QueryResult<()> {
    let failure = (state == messages::State::Discarded).then_some(Failure::Discarded);
    let state = State::of_message(state);
    if let Some(id) = queries::update_state_of_message(conn, message, state, failure)? {
        queries::insert_event(conn, id, state.as_str(), None)?;
        // What becomes of the message is in the audit log already, under its own name.
    }
    Ok(())
}
