//! Changes of opportunities, each with its trace in the audit log.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{PgConnection, QueryResult};

use super::forms::card::{Place, Target};
use super::model::{Ending, Entry, OfProposal, Opportunity, Origin, Stage};
use super::pipeline;
use super::queries::{self, Move, board};
use crate::audit::{self, Actor, Change};
use crate::db;
use crate::domain::{ActivityId, Currency, CustomerId, OpportunityId, ProposalId};
use crate::web::AppError;

/// A title that was made of a text is no longer than this.
const TITLE_LENGTH: usize = 80;

/// Where a new one comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source {
    pub proposal: Option<ProposalId>,
    pub activity: Option<ActivityId>,
}

/// A new one at the top of its column; `None` where its source has one already.
pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, stage): (CustomerId, Stage),
    entry: &Entry,
    source: Source,
) -> QueryResult<Option<Opportunity>> {
    let closed_at = match stage.is_open() {
        true => None,
        false => Some(db::now(conn)?),
    };
    let origin = Origin {
        customer_id: customer,
        stage,
        lost_reason: None,
        close_note: None,
        closed_at,
        proposal_id: source.proposal,
        activity_id: source.activity,
        created_by: actor.user_id,
        updated_by: actor.user_id,
    };
    let position = top_of(conn, stage)?;
    let Some(made) = queries::insert_opportunity(conn, &origin, entry, position)? else {
        return Ok(None);
    };
    queries::insert_step(conn, made.id, stage, actor.user_id)?;
    let change = Change::new("opportunity.created", "opportunity", made.id)
        .set("customer_id", customer)
        .set("title", &entry.title)
        .set("stage", stage)
        .set("value", entry.value)
        .set("currency", entry.currency)
        .set("probability", entry.probability);
    audit::record(conn, actor, &change)?;
    if !stage.is_open() {
        let change = Change::new(action_of(stage), "opportunity", made.id).set("stage", stage);
        audit::record(conn, actor, &change)?;
    }
    Ok(Some(made))
}

fn top_of(conn: &mut PgConnection, stage: Stage) -> QueryResult<i64> {
    let top = board::find_top(conn, stage)?;
    Ok(pipeline::between(None, top).unwrap_or(i64::MIN))
}

/// Refuses with a conflict what was changed since it was read.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &Opportunity,
    version: i32,
    entry: &Entry,
) -> Result<Opportunity, AppError> {
    let after = queries::update_entry(conn, before.id, version, entry, actor.user_id)?
        .ok_or(AppError::Conflict("error-conflict"))?;
    let change = Change::new("opportunity.updated", "opportunity", before.id)
        .field("title", &before.title, &entry.title)
        .field("description", &before.description, &entry.description)
        .field("value", before.value, entry.value)
        .field("currency", before.currency, entry.currency)
        .field("probability", before.probability, entry.probability)
        .field(
            "expected_close_on",
            before.expected_close_on,
            entry.expected_close_on,
        )
        .field("products", &before.products.0, &entry.products)
        .field("notes", &before.notes, &entry.notes)
        .field("owner", before.owner_id, entry.owner_id);
    if !change.fields.is_empty() {
        audit::record(conn, actor, &change)?;
    }
    Ok(after)
}

/// Moves a card to a stage, or one step in its column. Where it is already, nothing happens.
pub fn move_to(
    conn: &mut PgConnection,
    actor: &Actor,
    id: OpportunityId,
    target: Target,
    ending: &Ending,
) -> Result<Opportunity, AppError> {
    let before = queries::lock_opportunity(conn, id)?;
    match target {
        Target::Stage(stage, place) if stage != before.stage => {
            let place = (stage, place);
            Ok(change_stage(conn, actor, &before, place, ending)?)
        }
        Target::Stage(stage, Place::Top) if stage == before.stage => Ok(before),
        Target::Stage(_, place) => Ok(reorder(conn, actor, before, place)?),
        Target::Up | Target::Down => {
            let here = (before.position, id);
            let next = match target {
                Target::Up => board::find_above(conn, before.stage, here, id)?,
                _ => board::find_below(conn, before.stage, here, id)?,
            };
            match (next, target) {
                (None, _) => Ok(before),
                (Some((next, _)), Target::Up) => {
                    Ok(reorder(conn, actor, before, Place::Above(next))?)
                }
                (Some((next, _)), _) => Ok(reorder(conn, actor, before, Place::Below(next))?),
            }
        }
    }
}

/// Says that nobody bought, and why; of one that was lost already, the reason alone.
pub fn lose(
    conn: &mut PgConnection,
    actor: &Actor,
    id: OpportunityId,
    ending: &Ending,
) -> QueryResult<Opportunity> {
    let before = queries::lock_opportunity(conn, id)?;
    if before.stage != Stage::Lost {
        return change_stage(conn, actor, &before, (Stage::Lost, Place::Top), ending);
    }
    let after = queries::update_ending(conn, id, ending, actor.user_id)?;
    let change = Change::new("opportunity.updated", "opportunity", id)
        .field("lost_reason", before.lost_reason, after.lost_reason)
        .field("close_note", &before.close_note, &after.close_note);
    audit::record(conn, actor, &change)?;
    Ok(after)
}

fn change_stage(
    conn: &mut PgConnection,
    actor: &Actor,
    before: &Opportunity,
    (stage, place): (Stage, Place),
    ending: &Ending,
) -> QueryResult<Opportunity> {
    let closed_at = match stage.is_open() {
        true => None,
        false => Some(db::now(conn)?),
    };
    let nothing = Ending::default();
    let to = Move {
        stage,
        probability: pipeline::probability_after(before.stage, stage, before.probability),
        closed_at,
        ending: if stage.is_open() { &nothing } else { ending },
        position: find_place(conn, stage, place, before.id)?,
    };
    let after = queries::update_stage(conn, before.id, &to, actor.user_id)?;
    queries::insert_step(conn, before.id, stage, actor.user_id)?;
    let change = Change::new(action_of(stage), "opportunity", before.id)
        .field("stage", before.stage, stage)
        .field("probability", before.probability, after.probability)
        .field("lost_reason", before.lost_reason, after.lost_reason)
        .field("close_note", &before.close_note, &after.close_note);
    audit::record(conn, actor, &change)?;
    Ok(after)
}

fn action_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Won => "opportunity.won",
        Stage::Lost => "opportunity.lost",
        _ => "opportunity.moved",
    }
}

fn reorder(
    conn: &mut PgConnection,
    actor: &Actor,
    before: Opportunity,
    place: Place,
) -> QueryResult<Opportunity> {
    let position = find_place(conn, before.stage, place, before.id)?;
    board::update_position(conn, before.id, position)?;
    let change = Change::new("opportunity.reordered", "opportunity", before.id).field(
        "position",
        before.position,
        position,
    );
    audit::record(conn, actor, &change)?;
    Ok(Opportunity { position, ..before })
}

/// The position for a card at a place of a column, which gets more room where there is none. A neighbour that is gone
/// by now leaves the top.
fn find_place(
    conn: &mut PgConnection,
    stage: Stage,
    place: Place,
    id: OpportunityId,
) -> QueryResult<i64> {
    if let Some(position) = room_at(conn, stage, place, id)? {
        return Ok(position);
    }
    board::spread_column(conn, stage)?;
    match room_at(conn, stage, place, id)? {
        Some(position) => Ok(position),
        None => top_of(conn, stage),
    }
}

fn room_at(
    conn: &mut PgConnection,
    stage: Stage,
    place: Place,
    id: OpportunityId,
) -> QueryResult<Option<i64>> {
    let (Place::Above(neighbour) | Place::Below(neighbour)) = place else {
        return top_of(conn, stage).map(Some);
    };
    let Some(position) = board::find_position(conn, stage, neighbour)? else {
        return top_of(conn, stage).map(Some);
    };
    let here = (position, neighbour);
    let of = |found: Option<(OpportunityId, i64)>| found.map(|(_, position)| position);
    Ok(match place {
        Place::Above(_) => {
            let above = of(board::find_above(conn, stage, here, id)?);
            pipeline::between(above, Some(position))
        }
        _ => {
            let below = of(board::find_below(conn, stage, here, id)?);
            pipeline::between(Some(position), below)
        }
    })
}

/// Hides it; it can be brought back.
pub fn delete(conn: &mut PgConnection, actor: &Actor, id: OpportunityId) -> Result<(), AppError> {
    if queries::update_deleted(conn, id)? == 0 {
        return Err(AppError::NotFound);
    }
    let change = Change::new("opportunity.deleted", "opportunity", id);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Brings it back; nothing happens where it is there.
pub fn restore(conn: &mut PgConnection, actor: &Actor, id: OpportunityId) -> Result<(), AppError> {
    match queries::update_restored(conn, id) {
        Ok(0) => Ok(()),
        Ok(_) => {
            let change = Change::new("opportunity.restored", "opportunity", id);
            audit::record(conn, actor, &change)?;
            Ok(())
        }
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(AppError::Conflict("opportunity-source-taken"))
        }
        Err(error) => Err(error.into()),
    }
}

/// The one that a proposal began, made now if there is none; whether it was made.
pub fn find_or_create_of_proposal(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ProposalId,
    currency: Currency,
) -> Result<(OpportunityId, bool), AppError> {
    let proposal = queries::find_proposal(conn, id)?;
    if proposal.subject.is_empty() {
        return Err(AppError::Conflict("opportunity-proposal-unwritten"));
    }
    let source = Source {
        proposal: Some(id),
        activity: None,
    };
    let entry = entry_of_proposal(&proposal, actor, currency);
    let place = (proposal.customer_id, Stage::Proposal);
    if let Some(made) = create(conn, actor, place, &entry, source)? {
        return Ok((made.id, true));
    }
    let found = queries::find_of_proposal(conn, id)?.ok_or(AppError::NotFound)?;
    Ok((found, false))
}

fn entry_of_proposal(proposal: &OfProposal, actor: &Actor, currency: Currency) -> Entry {
    let prices = proposal.items.iter().filter_map(|(_, price)| *price);
    let names = proposal.items.iter().map(|(name, _)| name.clone());
    Entry {
        title: proposal.subject.clone(),
        description: String::new(),
        value: prices.sum(),
        currency,
        probability: Stage::Proposal.usual_probability(),
        expected_close_on: proposal.valid_until,
        products: names.collect(),
        notes: String::new(),
        owner_id: actor.user_id,
    }
}

/// The one that an activity began, made now if there is none; whether it was made.
pub fn find_or_create_of_activity(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ActivityId,
    currency: Currency,
) -> Result<(OpportunityId, bool), AppError> {
    let (customer, title, body) = queries::find_activity(conn, id)?;
    let source = Source {
        proposal: None,
        activity: Some(id),
    };
    let stage = Stage::Contact;
    let entry = Entry {
        title: title_from(&title, &body),
        description: body,
        value: 0,
        currency,
        probability: stage.usual_probability(),
        expected_close_on: None,
        products: Vec::new(),
        notes: String::new(),
        owner_id: actor.user_id,
    };
    if let Some(made) = create(conn, actor, (customer, stage), &entry, source)? {
        return Ok((made.id, true));
    }
    let found = queries::find_of_activity(conn, id)?.ok_or(AppError::NotFound)?;
    Ok((found, false))
}

/// The title, else the first line of the text, cut where it is long.
fn title_from(title: &str, body: &str) -> String {
    let said = match title.is_empty() {
        true => body.lines().next().unwrap_or_default(),
        false => title,
    };
    match said.char_indices().nth(TITLE_LENGTH) {
        Some((end, _)) => format!("{}…", said[..end].trim_end()),
        None => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_title_lends_its_first_line() {
        assert_eq!(title_from("Llamar", "x"), "Llamar");
        assert_eq!(
            title_from("", "Quiere un evento\npara 20"),
            "Quiere un evento"
        );
        let long = "palabra ".repeat(20);
        let title = title_from("", &long);
        assert!(title.ends_with('…') && title.chars().count() <= TITLE_LENGTH + 1);
    }
}
