//! Joining two customers and taking that back, each in one transaction with its trace in the audit log.

use anyhow::Context as _;
use diesel::{PgConnection, QueryResult};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::model::{Merge, NewMerge, PairState};
use super::moves::{Moved, Moves};
use super::plan::{self, Choices, Columns, FIELDS, Side};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::customers::queries::{self as customers, merging};
use crate::customers::{Channel, Consent, ConsentState, Customer, NewConsent};
use crate::domain::{ConsentId, ContactPointId, CustomerId, MergeId};
use crate::proposals;
use crate::web::AppError;

/// Where the consents of a merge come from.
const HOW: &str = "merge";
/// So long somebody who had the loser's page open may have written to it.
const FOLLOWED_UP_DAYS: i32 = 3;

/// What a person decided on the page of two customers; `a` is the smaller id.
#[derive(Debug, Clone)]
pub struct Order {
    pub a: CustomerId,
    pub b: CustomerId,
    /// Which of the two stays: `Side::A` or `Side::B`.
    pub winner: Side,
    pub choices: Choices,
    /// The versions that were shown.
    pub versions: (i32, i32),
}

impl Order {
    fn sides(&self) -> (CustomerId, CustomerId) {
        match self.winner {
            Side::B => (self.b, self.a),
            _ => (self.a, self.b),
        }
    }
}

/// The rows that a merge made.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Added {
    consents: Vec<ConsentId>,
    contact_points: Vec<ContactPointId>,
}

/// Joins two customers; refuses with a conflict what was changed since it was shown.
pub fn merge(
    conn: &mut PgConnection,
    actor: &Actor,
    moves: &Moves,
    order: &Order,
) -> Result<MergeId, AppError> {
    hold_fields(conn)?;
    let [a, b] = merging::lock_two(conn, order.a, order.b)?;
    if (a.version, b.version) != order.versions {
        return Err(AppError::Conflict("duplicates-changed"));
    }
    let (winner, loser) = order.sides();
    if proposals::queries::is_generating(conn, loser)? {
        return Err(AppError::Conflict("duplicates-busy"));
    }
    let before = [
        merging::find_columns(conn, order.a)?,
        merging::find_columns(conn, order.b)?,
    ];
    let consents = stricter_consents(conn, &a, &b)?;
    let patch = plan::patch(&before[0], &before[1], order.winner, &order.choices);
    // The loser first: a tax id has one holder among those who are not deleted.
    merging::update_touched(conn, loser, actor.user_id)?;
    merging::update_deleted(conn, loser)?;
    merging::update_touched(conn, winner, actor.user_id)?;
    merging::update_columns(conn, winner, &patch)?;
    let moved = moves.carry_out(conn, loser, winner)?;
    let after = merging::find_columns(conn, winner)?;
    let added = Added {
        consents: add_consents(conn, actor, winner, &consents)?,
        contact_points: add_channels(conn, winner, &before, &after)?,
    };
    let [before_a, before_b] = before;
    let (winner_before, loser_before) = match order.winner {
        Side::B => (before_b, before_a),
        _ => (before_a, before_b),
    };
    note_merge(conn, actor, (winner, loser), &winner_before, &after)?;
    let merge = NewMerge {
        winner_id: winner,
        loser_id: loser,
        winner_before: Value::Object(winner_before),
        winner_after: Value::Object(after),
        loser_before: Value::Object(loser_before),
        moved: json!(moved),
        added: json!(added),
        merged_by: actor.user_id,
    };
    queries::delete_open_pairs(conn, loser)?;
    queries::upsert_decision(conn, (order.a, order.b), PairState::Merged, actor.user_id)?;
    Ok(queries::insert_merge(conn, &merge)?)
}

/// What holds of both on a channel, and what shows that it was said.
struct Wanted {
    channel: Channel,
    state: ConsentState,
    proof: Option<String>,
}

fn stricter_consents(
    conn: &mut PgConnection,
    a: &Customer,
    b: &Customer,
) -> QueryResult<Vec<Wanted>> {
    let of_a = customers::list_consents(conn, a.id)?;
    let of_b = customers::list_consents(conn, b.id)?;
    let said = |consents: &[Consent]| -> Vec<(Channel, ConsentState)> {
        let words = consents.iter();
        words
            .map(|consent| (consent.channel, consent.state))
            .collect()
    };
    let stricter = plan::stricter(&said(&of_a), &said(&of_b));
    let proof = |channel: Channel, state: ConsentState| {
        let mut same = of_a.iter().chain(&of_b);
        same.find_map(|consent| {
            let is_it = consent.channel == channel && consent.state == state;
            consent.proof.clone().filter(|_| is_it)
        })
    };
    let wanted = stricter.into_iter().map(|(channel, state)| Wanted {
        channel,
        state,
        proof: proof(channel, state),
    });
    Ok(wanted.collect())
}

/// The newest word holds, whoever of the two said it: where that is not the stricter one, it is said again.
fn add_consents(
    conn: &mut PgConnection,
    actor: &Actor,
    winner: CustomerId,
    wanted: &[Wanted],
) -> QueryResult<Vec<ConsentId>> {
    let holds = customers::list_consents(conn, winner)?;
    let mut added = Vec::new();
    for Wanted {
        channel,
        state,
        proof,
    } in wanted
    {
        let now = holds.iter().find(|consent| consent.channel == *channel);
        let is_said = now.map(|consent| consent.state).unwrap_or_default() == *state;
        // A no of a file could be made a yes by the other's row of the same file.
        let is_firm = now.is_none_or(|consent| consent.how != "import")
            || matches!(state, ConsentState::Given | ConsentState::Unknown);
        if is_said && is_firm {
            continue;
        }
        let consent = NewConsent {
            customer_id: winner,
            channel: *channel,
            state: *state,
            how: HOW.to_owned(),
            proof: proof.clone(),
            recorded_by: actor.user_id,
        };
        customers::insert_consent(conn, &consent)?;
        added.push(merging::find_newest_consent(conn, winner, *channel)?);
    }
    Ok(added)
}

fn add_channels(
    conn: &mut PgConnection,
    winner: CustomerId,
    [a, b]: &[Columns; 2],
    after: &Columns,
) -> QueryResult<Vec<ContactPointId>> {
    let mut added = Vec::new();
    for channel in plan::side_channels(a, b, after) {
        let (kind, value) = (channel.kind, &channel.value);
        // An address is compared by its words alone.
        let key = Some(channel.key.as_str()).filter(|_| kind != "address");
        added.extend(merging::insert_contact_point(
            conn, winner, kind, value, key,
        )?);
    }
    Ok(added)
}

fn note_merge(
    conn: &mut PgConnection,
    actor: &Actor,
    (winner, loser): (CustomerId, CustomerId),
    before: &Columns,
    after: &Columns,
) -> QueryResult<()> {
    let change = Change::new("customer.merged", "customer", winner).set("merged_customer", loser);
    audit::record(conn, actor, &with_fields(change, before, after)).map(|_| ())
}

fn with_fields(change: Change, before: &Columns, after: &Columns) -> Change {
    let change = FIELDS.iter().fold(change, |change, field| {
        let column = field.columns[0];
        change.field(field.name, before.get(column), after.get(column))
    });
    let [before, after] =
        [before, after].map(|columns| columns.get("custom").unwrap_or(&Value::Null));
    change.own_values(before, after)
}

/// Takes a merge back: both are what they were, but for what somebody changed since; what the winner got since stays.
pub fn undo(
    conn: &mut PgConnection,
    actor: &Actor,
    moves: &Moves,
    id: MergeId,
) -> Result<Merge, AppError> {
    hold_fields(conn)?;
    let merge = queries::lock_merge(conn, id)?;
    if merge.undone_at.is_some() {
        return Err(AppError::Conflict("duplicates-undone-already"));
    }
    let (winner, loser) = (merge.winner_id, merge.loser_id);
    merging::lock_merged(conn, winner, loser)?;
    if merging::is_erased(conn, [winner, loser])? {
        return Err(AppError::Conflict("duplicates-undo-erased"));
    }
    if queries::has_later_merge(conn, &merge)? {
        return Err(AppError::Conflict("duplicates-undo-later-first"));
    }
    let before = columns(&merge.winner_before)?;
    let loser_before = columns(&merge.loser_before)?;
    let now = merging::find_columns(conn, winner)?;
    let patch = plan::undoing(before, columns(&merge.winner_after)?, &now);
    refuse_taken_tax_ids(conn, &merge, [&patch, loser_before])?;
    merging::update_columns(conn, winner, &patch)?;
    let mut whole = loser_before.clone();
    whole.retain(|column, _| column != "id" && column != "version");
    merging::update_columns(conn, loser, &whole)?;
    take_back_rows(conn, moves, &merge)?;
    queries::update_undone(conn, id, actor.user_id)?;
    let pair = (winner.min(loser), winner.max(loser));
    queries::reopen_pair(conn, pair)?;
    let mut after = now.clone();
    after.extend(patch);
    let change = Change::new("customer.unmerged", "customer", winner).set("merged_customer", loser);
    audit::record(conn, actor, &with_fields(change, &now, &after))?;
    Ok(merge)
}

/// What is carried from one to the other is called as it is now until that is done.
fn hold_fields(conn: &mut PgConnection) -> Result<(), AppError> {
    match auth::queries::hold_customer_fields(conn)? {
        Some(_) => Ok(()),
        None => Err(AppError::Conflict("duplicates-fields-changing")),
    }
}

/// A tax id that goes back to its holder may be somebody else's by now.
fn refuse_taken_tax_ids(
    conn: &mut PgConnection,
    merge: &Merge,
    restored: [&Columns; 2],
) -> Result<(), AppError> {
    for columns in restored {
        let key = plan::text(columns, "tax_id_key");
        let besides = [merge.winner_id, merge.loser_id];
        if !key.is_empty() && queries::is_tax_id_taken(conn, key, &besides)? {
            return Err(AppError::Conflict("duplicates-tax-id-taken"));
        }
    }
    Ok(())
}

fn take_back_rows(conn: &mut PgConnection, moves: &Moves, merge: &Merge) -> Result<(), AppError> {
    let added: Added =
        serde_json::from_value(merge.added.clone()).context("Failed to read what a merge added")?;
    merging::delete_consents(conn, &added.consents)?;
    merging::delete_contact_points(conn, merge.winner_id, &added.contact_points)?;
    let moved = moved(merge)?;
    moves.take_back(conn, merge.winner_id, merge.loser_id, &moved)?;
    Ok(())
}

fn moved(merge: &Merge) -> Result<Moved, AppError> {
    let moved = serde_json::from_value(merge.moved.clone());
    Ok(moved.context("Failed to read what a merge moved")?)
}

fn columns(stored: &Value) -> Result<&Columns, AppError> {
    let columns = stored.as_object();
    Ok(columns.context("A merge does not hold the rows that it joined")?)
}

/// Hands over what came to a loser after the merge: from a page that was open, from a job that ran.
pub fn follow_up(conn: &mut PgConnection, moves: &Moves) -> QueryResult<()> {
    for merge in queries::list_recent_merges(conn, FOLLOWED_UP_DAYS)? {
        let late = moves.carry_out(conn, merge.loser_id, merge.winner_id)?;
        if late.is_empty() {
            continue;
        }
        let mut moved: Moved = serde_json::from_value(merge.moved.clone()).unwrap_or_default();
        for (table, keys) in late {
            moved.entry(table).or_default().extend(keys);
        }
        queries::update_moved(conn, merge.id, &json!(moved))?;
    }
    Ok(())
}

/// Says that two are not the same; they leave the queue for good.
pub fn dismiss(
    conn: &mut PgConnection,
    actor: &Actor,
    (a, b): (CustomerId, CustomerId),
) -> Result<(), AppError> {
    // Both must be there; and while somebody joins them, this waits.
    merging::lock_two(conn, a, b)?;
    queries::upsert_decision(conn, (a, b), PairState::Dismissed, actor.user_id)?;
    let change = Change::new("duplicate.dismissed", "customer", a).set("other_customer", b);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Takes a dismissal back.
pub fn reopen(
    conn: &mut PgConnection,
    actor: &Actor,
    (a, b): (CustomerId, CustomerId),
) -> Result<(), AppError> {
    merging::lock_two(conn, a, b)?;
    queries::reopen_pair(conn, (a, b))?;
    let change = Change::new("duplicate.reopened", "customer", a).set("other_customer", b);
    audit::record(conn, actor, &change)?;
    Ok(())
}
