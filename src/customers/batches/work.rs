//! A set of a batch, forth and back: read with a lock, decided by the rules, written with a few statements, and told to
//! the audit log row by row.

use diesel::{PgConnection, QueryResult};
use serde_json::{Value, json};

use super::model::{Batch, State};
use super::plan::{Action, Before, Outcome, Step, step};
use super::queries::{self, Back, Became, Turn};
use crate::audit::{self, Actor, Change};
use crate::customers::forms::CONSENT_FIELDS;
use crate::customers::model::{Channel, ConsentState, TagList};
use crate::domain::{CustomerBatchId, CustomerId, UserId};

/// As many as one transaction changes: others wait for its rows no longer than a moment.
pub const SET: i64 = 500;

/// Works at the next set; `false` once there is none. Of two workers one waits.
pub fn work_at_next(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CustomerBatchId,
) -> QueryResult<bool> {
    let batch = queries::lock_batch(conn, id)?;
    match batch.state {
        State::Collecting => {
            collect(conn, &batch)?;
            Ok(true)
        }
        State::Working => do_next(conn, actor, &batch),
        State::Undoing => undo_next(conn, actor, &batch),
        State::Done | State::Undone => Ok(false),
    }
}

/// Writes down who is in it.
fn collect(conn: &mut PgConnection, batch: &Batch) -> QueryResult<()> {
    let total = match &batch.query {
        Some(query) => queries::insert_all(conn, batch.id, query, batch.created_by)?,
        None => 0,
    };
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    queries::update_state(conn, batch.id, State::Working, Some(total))?;
    Ok(())
}

fn do_next(conn: &mut PgConnection, actor: &Actor, batch: &Batch) -> QueryResult<bool> {
    let ids = queries::list_next(conn, batch.id, SET)?;
    let (false, Some(action)) = (ids.is_empty(), batch.what()) else {
        queries::update_state(conn, batch.id, State::Done, None)?;
        return Ok(false);
    };
    let turns = queries::lock_turns(conn, &ids, channel_of(&action))?;
    let mut done = Done::new(&action, batch.created_by);
    for turn in &turns {
        done.take(turn);
    }
    done.store(conn, actor, batch.id)?;
    queries::update_gone(conn, batch.id, &ids)?;
    queries::add_settled(conn, batch.id, i64::try_from(ids.len()).unwrap_or(i64::MAX))?;
    Ok(true)
}

/// The channel that an action is about; for the others any will do.
fn channel_of(action: &Action) -> Channel {
    match action {
        Action::Consent { channel, .. } => *channel,
        _ => Channel::Email,
    }
}

/// What a set comes to.
struct Done<'a> {
    action: &'a Action,
    by: UserId,
    became: Vec<Became>,
    changes: Vec<Change>,
    tags: Vec<(CustomerId, Vec<String>)>,
    owners: Vec<(CustomerId, Option<UserId>)>,
    hidden: Vec<CustomerId>,
    said: Vec<CustomerId>,
}

impl<'a> Done<'a> {
    fn new(action: &'a Action, by: UserId) -> Self {
        Self {
            action,
            by,
            became: Vec::new(),
            changes: Vec::new(),
            tags: Vec::new(),
            owners: Vec::new(),
            hidden: Vec::new(),
            said: Vec::new(),
        }
    }

    fn take(&mut self, turn: &Turn) {
        let before = Before {
            tags: turn.tags.0.clone(),
            owner: turn.owner_id,
            consent: turn.consent,
        };
        let updated = || Change::new("customer.updated", "customer", turn.id);
        match step(self.action, &before) {
            Step::Skip(outcome) => self.note(turn, outcome, Value::Null, 0),
            Step::SetTags(tags) => {
                let after = TagList(tags.clone());
                self.changes
                    .push(updated().field("tags", &turn.tags, &after));
                self.tags.push((turn.id, tags));
                self.note(turn, Outcome::Done, json!({ "tags": before.tags }), 1);
            }
            Step::SetOwner(owner) => {
                self.changes
                    .push(updated().field("owner", turn.owner_id, owner));
                self.owners.push((turn.id, owner));
                self.note(turn, Outcome::Done, json!({ "owner_id": turn.owner_id }), 1);
            }
            Step::Say(state) => {
                let field = consent_field(channel_of(self.action));
                self.changes
                    .push(updated().field(field, turn.consent, state));
                self.said.push(turn.id);
                self.note(turn, Outcome::Done, Value::Null, 0);
            }
            Step::Hide => {
                let gone = Change::new("customer.deleted", "customer", turn.id);
                self.changes
                    .push(gone.field("full_name", Some(&turn.full_name), None));
                self.hidden.push(turn.id);
                self.note(turn, Outcome::Done, json!({ "is_hidden": false }), 1);
            }
        }
    }

    fn note(&mut self, turn: &Turn, outcome: Outcome, before: Value, changed: i32) {
        self.became.push(Became {
            id: turn.id,
            outcome,
            before,
            version: turn.version + changed,
        });
    }

    fn store(
        mut self,
        conn: &mut PgConnection,
        actor: &Actor,
        id: CustomerBatchId,
    ) -> QueryResult<()> {
        queries::update_tags(conn, self.by, &self.tags)?;
        queries::update_owners(conn, self.by, &self.owners)?;
        queries::update_hidden(conn, self.by, &self.hidden, true)?;
        if let Action::Consent {
            channel,
            state,
            proof,
        } = self.action
        {
            let said = (*channel, *state, proof.as_str());
            for (customer, consent) in queries::insert_consents(conn, self.by, said, &self.said)? {
                let row = self.became.iter_mut().find(|one| one.id == customer);
                if let Some(row) = row {
                    row.before = json!({ "consent_id": consent });
                }
            }
        }
        queries::update_rows(conn, id, &self.became)?;
        audit::record_all(conn, actor, &self.changes)
    }
}

fn consent_field(channel: Channel) -> &'static str {
    let found = CONSENT_FIELDS.iter().find(|(own, _)| *own == channel);
    found.map_or("consent_email", |(_, field)| field)
}

fn undo_next(conn: &mut PgConnection, actor: &Actor, batch: &Batch) -> QueryResult<bool> {
    let rows = queries::lock_back(conn, batch.id, SET)?;
    let (Some(by), false) = (actor.user_id, rows.is_empty()) else {
        queries::update_state(conn, batch.id, State::Undone, None)?;
        return Ok(false);
    };
    let mut outcomes = Vec::new();
    let mut changes = Vec::new();
    let (mut tags, mut owners, mut shown, mut unsaid) = (vec![], vec![], vec![], vec![]);
    for row in &rows {
        let outcome = match (row.is_as_left, row.is_taken) {
            (false, _) => Outcome::Changed,
            (true, true) => Outcome::Taken,
            (true, false) => Outcome::Undone,
        };
        outcomes.push((row.id, outcome));
        if outcome != Outcome::Undone {
            continue;
        }
        match Put::of(&row.before) {
            Put::Tags(before) => {
                changes.push(updated(row).field("tags", &row.tags, &TagList(before.clone())));
                tags.push((row.id, before));
            }
            Put::Owner(before) => {
                changes.push(updated(row).field("owner", row.owner_id, before));
                owners.push((row.id, before));
            }
            Put::Consent(consent) => {
                let field = batch
                    .what()
                    .map_or("consent_email", |action| consent_field(channel_of(&action)));
                changes.push(updated(row).field(field, batch_state(batch), None));
                unsaid.push(consent);
            }
            Put::Shown => {
                let back = Change::new("customer.restored", "customer", row.id);
                changes.push(back.set("full_name", &row.full_name));
                shown.push(row.id);
            }
        }
    }
    queries::update_tags(conn, by, &tags)?;
    queries::update_owners(conn, by, &owners)?;
    queries::update_hidden(conn, by, &shown, false)?;
    queries::delete_consents(conn, &unsaid)?;
    queries::update_outcomes(conn, batch.id, &outcomes)?;
    audit::record_all(conn, actor, &changes)?;
    queries::add_settled(
        conn,
        batch.id,
        i64::try_from(rows.len()).unwrap_or(i64::MAX),
    )?;
    Ok(true)
}

fn updated(row: &Back) -> Change {
    Change::new("customer.updated", "customer", row.id)
}

fn batch_state(batch: &Batch) -> Option<ConsentState> {
    match batch.what() {
        Some(Action::Consent { state, .. }) => Some(state),
        _ => None,
    }
}

/// What an undo puts back, as it was written down.
enum Put {
    Tags(Vec<String>),
    Owner(Option<UserId>),
    /// The row that goes.
    Consent(i64),
    Shown,
}

impl Put {
    fn of(before: &Value) -> Self {
        if let Some(tags) = before.get("tags").and_then(Value::as_array) {
            let tags = tags.iter().filter_map(Value::as_str);
            return Self::Tags(tags.map(str::to_owned).collect());
        }
        if let Some(owner) = before.get("owner_id") {
            return Self::Owner(owner.as_i64().map(UserId::from));
        }
        match before.get("consent_id").and_then(Value::as_i64) {
            Some(consent) => Self::Consent(consent),
            None => Self::Shown,
        }
    }
}
