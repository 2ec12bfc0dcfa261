//! A set of a batch: read with a lock, decided by the rules, written with a few statements, and told to the audit log row by
//! row. The way back is in `undoing`.

use diesel::result::Error as DieselError;
use diesel::{PgConnection, QueryResult};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::model::{Batch, State};
use super::plan::{Action, Before, Outcome, Step, step};
use super::queries::{self, Became, Turn};
use super::undoing;
use crate::audit::{self, Actor, Change};
use crate::customers::forms::CONSENT_FIELDS;
use crate::customers::model::{Channel, TagList};
use crate::customers::queries::update_hidden;
use crate::domain::{CustomerBatchId, CustomerId, UserId};

/// As many as one transaction changes: others wait for its rows no longer than a moment.
pub const SET: i64 = 500;

/// Forth, or back once somebody asked for the undo: then whoever works forth has nothing more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    Forth,
    Back,
}

/// Works at the next set; `false` once there is none. Of two workers one waits.
pub fn work_at_next(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CustomerBatchId,
    way: Way,
) -> QueryResult<bool> {
    let batch = queries::lock_batch(conn, id)?;
    match (way, batch.state) {
        (Way::Forth, State::Collecting) => {
            collect(conn, &batch)?;
            Ok(true)
        }
        (Way::Forth, State::Working) => do_next(conn, actor, &batch),
        (Way::Back, State::Undoing) => undoing::undo_next(conn, actor, &batch),
        _ => Ok(false),
    }
}

/// Writes down who is in it. Since somebody saw them counted the list may have changed: others are neither deleted nor
/// given a consent.
fn collect(conn: &mut PgConnection, batch: &Batch) -> QueryResult<()> {
    let total = match &batch.query {
        Some(query) => queries::insert_all(conn, batch.id, query, batch.created_by)?,
        None => 0,
    };
    let found = i64::try_from(total).unwrap_or(i64::MAX);
    match batch.expected() {
        Some(expected) if expected != found => queries::update_other_count(conn, batch, found)?,
        _ => queries::update_collected(conn, batch.id, total)?,
    };
    Ok(())
}

fn do_next(conn: &mut PgConnection, actor: &Actor, batch: &Batch) -> QueryResult<bool> {
    let ids = queries::list_next(conn, batch.id, SET)?;
    if ids.is_empty() {
        queries::update_done(conn, batch.id)?;
        return Ok(false);
    }
    let action = read_action(batch)?;
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

/// What this program does not understand it must not take for done.
pub(super) fn read_action(batch: &Batch) -> QueryResult<Action> {
    let read = batch.read_action();
    read.map_err(|error| DieselError::DeserializationError(error.into()))
}

/// The channel that an action is about; for the others any will do.
pub(super) fn channel_of(action: &Action) -> Channel {
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
            Step::Skip(outcome) => self.note(turn, outcome, Value::Null, Value::Null),
            Step::SetTags(tags) => {
                let put = [json!({ "tags": before.tags }), json!({ "tags": tags })];
                let after = TagList(tags.clone());
                self.changes
                    .push(updated().field("tags", &turn.tags, &after));
                self.tags.push((turn.id, tags));
                self.note_done(turn, put);
            }
            Step::SetOwner(owner) => {
                self.changes
                    .push(updated().field("owner", turn.owner_id, owner));
                self.owners.push((turn.id, owner));
                let put = [turn.owner_id, owner].map(|owner| json!({ "owner_id": owner }));
                self.note_done(turn, put);
            }
            Step::Say(state) => {
                let field = consent_field(channel_of(self.action));
                self.changes
                    .push(updated().field(field, turn.consent, state));
                self.said.push(turn.id);
                // The row's number is known once it is there.
                self.note_done(turn, [Value::Null, Value::Null]);
            }
            Step::Hide => {
                let gone = Change::new("customer.deleted", "customer", turn.id);
                self.changes
                    .push(gone.field("full_name", Some(&turn.full_name), None));
                self.hidden.push(turn.id);
                let put = [
                    json!({ "is_hidden": false }),
                    json!({ "is_hidden": true, "deleted_at": turn.now }),
                ];
                self.note_done(turn, put);
            }
        }
    }

    fn note_done(&mut self, turn: &Turn, [before, after]: [Value; 2]) {
        self.note(turn, Outcome::Done, before, after);
    }

    fn note(&mut self, turn: &Turn, outcome: Outcome, before: Value, after: Value) {
        self.became.push(Became {
            id: turn.id,
            outcome,
            before,
            after,
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
        update_hidden(conn, self.by, &self.hidden, true)?;
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
                    row.after = json!({ "consent_id": consent });
                }
            }
        }
        queries::update_rows(conn, id, &self.became)?;
        audit::record_all(conn, actor, &self.changes)
    }
}

pub(super) fn consent_field(channel: Channel) -> &'static str {
    let found = CONSENT_FIELDS.iter().find(|(own, _)| *own == channel);
    found.map_or("consent_email", |(_, field)| field)
}
