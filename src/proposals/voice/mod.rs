//! How the organisation sounds: its settings, and what people made of earlier texts.
//!
//! Table: `proposal_examples`. An edit is kept without the customer's name and contacts, the latest one of a proposal,
//! and no more than models are ever given. It becomes an example once its mail was sent: a text that was kept from being
//! sent teaches nobody.

mod queries;

use diesel::{PgConnection, QueryResult};

pub use queries::Kept;

use super::addressing::{addressed, is_title};
use super::engine::EngineName;
use super::engine::llm::{Brief, anonymous};
use super::engine::words::NAME;
use super::model::Proposal;
use super::setup::EngineSettings;
use crate::audit::{self, Actor, Change};
use crate::customers::{self, Customer};
use crate::domain::{Language, ProposalId};

/// Examples in a prompt, the newest; each is paid for again with every proposal.
const EXAMPLES: i64 = 4;
/// Examples that are kept, of both languages.
const KEPT: i64 = 50;
/// Of a note, the beginning.
const LONGEST_NOTE: usize = 1500;

/// What a language model is told besides the facts.
pub fn brief(
    conn: &mut PgConnection,
    (engine, language): (EngineName, Language),
    customer: &Customer,
    settings: &EngineSettings,
) -> QueryResult<Brief> {
    if !engine.is_model() {
        return Ok(Brief::default());
    }
    let tells_notes = settings.tells_notes(engine);
    let notes = customer.notes.iter().filter(|_| tells_notes);
    let examples = match settings.tells_examples {
        true => queries::list_examples(conn, language, EXAMPLES)?,
        false => Vec::new(),
    };
    let clipped = |note: &String| note.chars().take(LONGEST_NOTE).collect::<String>();
    Ok(Brief {
        voice: settings.voice(),
        examples,
        notes: notes
            .map(|note| nameless(&clipped(note), customer))
            .collect(),
        discount: None,
    })
}

/// Keeps what a person made of a text; of several edits the first text and the last.
pub fn keep_edit(conn: &mut PgConnection, before: &Proposal, after: &str) -> QueryResult<()> {
    let customer = customers::queries::find_customer(conn, before.customer_id)?;
    let [was, is] = [before.body.as_str(), after].map(|text| nameless(text, &customer));
    queries::upsert_example(conn, (before.id, before.language), &was, &is)?;
    queries::delete_old_examples(conn, KEPT)?;
    Ok(())
}

/// The examples that models are or would be told, and older ones that take their place.
pub fn list_kept(conn: &mut PgConnection) -> QueryResult<Vec<Kept>> {
    queries::list_kept(conn, KEPT)
}

/// Forgets the example of a proposal.
pub fn forget(conn: &mut PgConnection, actor: &Actor, id: ProposalId) -> QueryResult<()> {
    if queries::delete_example(conn, id)? > 0 {
        let change = Change::new("proposal.example_deleted", "proposal", id);
        audit::record(conn, actor, &change)?;
    }
    Ok(())
}

/// Also without the greeting, which may be a name that the customer's record has not.
fn nameless(text: &str, customer: &Customer) -> String {
    let Some(greeting) = customer.greeting.as_deref() else {
        return anonymous(text, &customer.full_name);
    };
    let whole = addressed(Some(greeting), &customer.full_name, customer.kind);
    let words = greeting.split_whitespace().filter(|word| !is_title(word));
    let names = words.collect::<Vec<_>>().join(" ");
    let text = match whole.is_empty() {
        true => text.to_owned(),
        false => text.replace(&whole, NAME),
    };
    anonymous(&text, &format!("{} {names}", customer.full_name))
}
