//! The way back of a batch: each customer gets what was there before, unless something else stands there by now.

use diesel::result::Error as DieselError;
use diesel::{PgConnection, QueryResult};
use serde_json::Value;

use super::model::Batch;
use super::plan::{Action, Outcome, tags_back};
use super::queries::{self, Back};
use super::work::{SET, channel_of, consent_field, read_action};
use crate::audit::{self, Actor, Change};
use crate::customers::deleted::restored;
use crate::customers::model::{ConsentState, TagList};
use crate::customers::queries::{list_alike_erased, update_hidden};
use crate::domain::{CustomerId, UserId};

pub fn undo_next(conn: &mut PgConnection, actor: &Actor, batch: &Batch) -> QueryResult<bool> {
    let next = queries::lock_back(conn, batch.id, SET)?;
    if next.is_empty() {
        queries::update_undone(conn, batch.id)?;
        return Ok(false);
    }
    let by = batch.undone_by.ok_or_else(|| {
        DieselError::DeserializationError("An undo does not say who asked for it".into())
    })?;
    let mut undone = Undone::new(read_action(batch)?);
    if undone.action == Action::Delete {
        let ids: Vec<CustomerId> = next.iter().map(|row| row.id).collect();
        undone.alike = list_alike_erased(conn, &ids)?;
    }
    for row in &next {
        undone.take(row);
    }
    undone.store(conn, actor, batch, by)?;
    let n = i64::try_from(next.len()).unwrap_or(i64::MAX);
    queries::add_settled(conn, batch.id, n)?;
    Ok(true)
}

/// What a set comes to on the way back.
struct Undone {
    action: Action,
    /// Who comes back only where somebody says so.
    alike: Vec<CustomerId>,
    outcomes: Vec<(CustomerId, Outcome)>,
    changes: Vec<Change>,
    tags: Vec<(CustomerId, Vec<String>)>,
    owners: Vec<(CustomerId, Option<UserId>)>,
    shown: Vec<CustomerId>,
    unsaid: Vec<i64>,
}

impl Undone {
    fn new(action: Action) -> Self {
        Self {
            action,
            alike: Vec::new(),
            outcomes: Vec::new(),
            changes: Vec::new(),
            tags: Vec::new(),
            owners: Vec::new(),
            shown: Vec::new(),
            unsaid: Vec::new(),
        }
    }

    fn take(&mut self, row: &Back) {
        let updated = || Change::new("customer.updated", "customer", row.id);
        match put(row) {
            Err(why) => return self.outcomes.push((row.id, why)),
            Ok(Put::Tags(before)) => {
                let after = TagList(before.clone());
                self.changes
                    .push(updated().field("tags", &row.tags, &after));
                self.tags.push((row.id, before));
            }
            Ok(Put::Owner(before)) => {
                self.changes
                    .push(updated().field("owner", row.owner_id, before));
                self.owners.push((row.id, before));
            }
            Ok(Put::Consent(consent)) => {
                let field = consent_field(channel_of(&self.action));
                self.changes
                    .push(updated().field(field, said(&self.action), None));
                self.unsaid.push(consent);
            }
            Ok(Put::Shown) if self.alike.contains(&row.id) => {
                return self.outcomes.push((row.id, Outcome::Alike));
            }
            Ok(Put::Shown) => {
                self.changes.push(restored(row.id, &row.full_name));
                self.shown.push(row.id);
            }
        }
        self.outcomes.push((row.id, Outcome::Undone));
    }

    fn store(
        self,
        conn: &mut PgConnection,
        actor: &Actor,
        batch: &Batch,
        by: UserId,
    ) -> QueryResult<()> {
        queries::update_tags(conn, by, &self.tags)?;
        queries::update_owners(conn, by, &self.owners)?;
        update_hidden(conn, by, &self.shown, false)?;
        queries::delete_consents(conn, &self.unsaid)?;
        queries::update_outcomes(conn, batch.id, &self.outcomes)?;
        audit::record_all(conn, actor, &self.changes)
    }
}

fn said(action: &Action) -> Option<ConsentState> {
    match action {
        Action::Consent { state, .. } => Some(*state),
        _ => None,
    }
}

/// What an undo puts back.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Put {
    Tags(Vec<String>),
    Owner(Option<UserId>),
    /// The row that goes.
    Consent(i64),
    Shown,
}

/// Compares what the batch wrote with what is there: other changes since do not matter. `Err` says why a customer is left
/// alone.
fn put(row: &Back) -> Result<Put, Outcome> {
    let after = &row.after;
    if after.get("is_hidden").is_some() {
        return match row.is_hidden_by_batch && !row.is_merged {
            false => Err(Outcome::Changed),
            true if row.is_being_erased => Err(Outcome::Erasing),
            true if row.is_taken => Err(Outcome::Taken),
            true => Ok(Put::Shown),
        };
    }
    // Whoever was deleted since, or is somebody else by now.
    if row.is_deleted {
        return Err(Outcome::Changed);
    }
    if let Some(after) = tags(after) {
        let before = tags(&row.before).unwrap_or_default();
        return tags_back(&before, &after, &row.tags.0).map(Put::Tags);
    }
    let owner = |put: &Value| Some(put.get("owner_id")?.as_i64().map(UserId::from));
    if let Some(after) = owner(after) {
        return match row.owner_id == after {
            true => Ok(Put::Owner(owner(&row.before).flatten())),
            false => Err(Outcome::Changed),
        };
    }
    let consent = after.get("consent_id").and_then(Value::as_i64);
    let newest = consent.filter(|_| row.is_last_word);
    newest.map(Put::Consent).ok_or(Outcome::Changed)
}

fn tags(put: &Value) -> Option<Vec<String>> {
    let tags = put.get("tags")?.as_array()?;
    let tags = tags.iter().filter_map(Value::as_str);
    Some(tags.map(str::to_owned).collect())
}
