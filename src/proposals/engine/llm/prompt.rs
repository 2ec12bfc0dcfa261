use serde_json::{Value, json};

use super::answer::Answer;
use crate::domain::{Language, Organisation};
use crate::integrations::ai::Prompt;
use crate::proposals::engine::builtin;
use crate::proposals::engine::facts::{Candidate, Facts};
use crate::proposals::engine::words;

/// A model need not see the whole catalogue: the surest are enough to choose from.
pub const MOST_CANDIDATES: usize = 25;
const MOST_VISITS: usize = 12;

const RULES: &str = include_str!("rules.txt");

/// How the organisation wants to sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voice {
    pub tone: String,
    pub signature: String,
    pub dos: String,
    pub donts: String,
}

/// A text before and after a person changed it, without names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub before: String,
    pub after: String,
}

/// What a model is told besides the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brief {
    pub voice: Voice,
    pub examples: Vec<Example>,
    /// Of the customer; empty unless an administrator has switched them on for this engine.
    pub notes: Vec<String>,
    /// What a campaign offers instead of the model's own choice, in percent; never above the segment's limit.
    pub discount: Option<i32>,
}

/// The candidates that a model chooses from, the surest first.
pub fn candidates(facts: &Facts) -> Vec<&Candidate> {
    let mut ranked = builtin::ranked(facts);
    ranked.truncate(MOST_CANDIDATES);
    ranked
}

/// The question for a customer.
pub fn prompt(
    facts: &Facts,
    language: Language,
    organisation: &Organisation,
    brief: &Brief,
) -> Prompt {
    let data = json!({
        "language": language,
        "business": organisation.name,
        "today": organisation.locale.date(facts.today),
        "customer": customer(facts, organisation),
        "candidates": offered(facts, organisation),
        "offer_limit_percent": facts.offer_limit(),
        "offer_percent": brief.discount.or(facts.terms.percent).map(|percent| percent.min(facts.offer_limit())),
        "offer_title": facts.terms.title(language),
        "offer_valid_until": organisation.locale.date(facts.offer_end()),
        "voice": {
            "tone": brief.voice.tone,
            "signature": brief.voice.signature,
            "do": brief.voice.dos,
            "avoid": brief.voice.donts,
        },
        "examples": examples(brief),
        "notes": brief.notes,
    });
    Prompt {
        system: RULES.to_owned(),
        user: data.to_string(),
        schema: Answer::schema(),
    }
}

fn customer(facts: &Facts, organisation: &Organisation) -> Value {
    let date = |date| organisation.locale.date(date);
    let visits = facts.taken.iter().take(MOST_VISITS);
    let visits: Vec<Value> = visits
        .map(|taken| json!({"category": taken.category, "date": date(taken.date)}))
        .collect();
    let standing = facts.standing;
    json!({
        "name": words::NAME,
        "segment": facts.segment,
        "services_taken": standing.map(|standing| standing.services),
        "first_visit": standing.map(|standing| date(standing.first_date)),
        "last_visit": standing.map(|standing| date(standing.last_date)),
        "days_since_last_visit": standing.map(|standing| (facts.today - standing.last_date).num_days()),
        "usual_days_between_visits": facts.usual_rhythm().map(|rhythm| rhythm.days),
        "favourite_category": facts.favourite().map(|(category, _)| category),
        "latest": visits,
    })
}

fn offered(facts: &Facts, organisation: &Organisation) -> Vec<Value> {
    let price = |minor| organisation.locale.money(minor, organisation.currency);
    let candidate = |candidate: &Candidate| {
        json!({
            "name": candidate.name,
            "category": candidate.category,
            "price": candidate.price.map(price),
            "followed": format!("{} of {} similar cases", candidate.evidence.k, candidate.evidence.n),
        })
    };
    candidates(facts).into_iter().map(candidate).collect()
}

fn examples(brief: &Brief) -> Vec<Value> {
    let examples = brief.examples.iter();
    examples
        .map(|example| json!({"before": example.before, "after": example.after}))
        .collect()
}
