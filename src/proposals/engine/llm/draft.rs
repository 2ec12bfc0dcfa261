use std::collections::HashMap;

use crate::domain::Organisation;
use crate::integrations::ai::AiError;
use crate::proposals::engine::check::{Case, Grounds, Known, strays};
use crate::proposals::engine::facts::{Candidate, Facts};
use crate::proposals::engine::words::{NAME, Writer};
use crate::proposals::engine::{
    Draft, EngineName, Fallback, MOST, Offer, Recommendation, Sentence, builtin, remote,
};

use super::answer::{self, Answer};
use super::prompt::{Brief, candidates};

const LONGEST_SUBJECT: usize = 150;
const LONGEST_BODY: usize = 6000;
const LONGEST_LINE: usize = 300;
const MOST_INSIGHTS: usize = 6;

/// Why the builtin engine steps in for a model.
pub fn fallback(error: &AiError) -> Fallback {
    match error {
        AiError::TimedOut => Fallback::TimedOut,
        AiError::Unreachable(_) => Fallback::Unreachable,
        AiError::Unauthorised => Fallback::Unauthorised,
        AiError::Unpaid => Fallback::Unpaid,
        AiError::SpendLimit => Fallback::SpendLimit,
        AiError::UnknownModel => Fallback::UnknownModel,
        AiError::RateLimited => Fallback::RateLimited,
        AiError::Unavailable(_) => Fallback::Unavailable,
        AiError::Invalid { .. } => Fallback::Invalid,
        AiError::Refused => Fallback::Refused,
        AiError::Truncated => Fallback::Truncated,
        AiError::Empty => Fallback::Empty,
        AiError::Unreadable(_) => Fallback::Unreadable,
    }
}

/// The proposal that an answer amounts to. What is wrong in the mail stays in it, to be shown and to block the sending;
/// what is wrong in the words for the staff is replaced by ours.
pub fn draft(
    engine: EngineName,
    answer: &Answer,
    facts: &Facts,
    writer: Writer<'_>,
    brief: &Brief,
) -> Draft {
    let own = builtin::draft(facts, writer);
    let title = facts.terms.title(writer.language());
    let offer = offer(answer.offer.as_ref(), facts, own.offer, title.is_some());
    let offer = match brief.discount {
        Some(percent) => offer.of_percent(percent, facts.offer_limit()),
        None => offer,
    };
    let picks = picks(engine, answer, facts);
    let mut grounds = grounds(facts, writer.organisation(), brief, &picks);
    grounds.names.extend(title.map(str::to_owned));
    let case = Case {
        grounds: &grounds,
        organisation: writer.organisation(),
        percent: offer.percent,
        valid_until: Some(offer.valid_until),
        booking_url: None,
        name: NAME,
    };
    let insights = insights(answer, &case, own.insights);
    let picks = picks.into_iter().map(|pick| pick.reasoned(&case)).collect();
    Draft {
        engine,
        fallback_reason: None,
        insights,
        recommendations: remote::topped_up(picks, own.recommendations),
        offer,
        subject: remote::clipped(&line(&answer.email_subject), LONGEST_SUBJECT),
        body: remote::clipped(&visible(&answer.email_body), LONGEST_BODY),
        call: None,
        grounds: Some(grounds),
    }
}

/// A recommendation, and the model's own reason for it.
struct Pick {
    item: Recommendation,
    reason: String,
}

impl Pick {
    /// With the model's reason where it holds.
    fn reasoned(self, case: &Case<'_>) -> Recommendation {
        let text = remote::clipped(&self.reason, LONGEST_LINE);
        if text.is_empty() || !strays(&text, case).is_empty() {
            return self.item;
        }
        Recommendation {
            reason: Sentence::Text { text },
            ..self.item
        }
    }
}

/// Each service once, in the model's order. Prices and shares are ours; what is no candidate keeps its name, so that it
/// can be shown, and goes into no mail.
fn picks(engine: EngineName, answer: &Answer, facts: &Facts) -> Vec<Pick> {
    let offered = candidates(facts);
    let known: HashMap<String, &Candidate> = offered
        .into_iter()
        .map(|candidate| (remote::key(&candidate.name), candidate))
        .collect();
    let mut picks: Vec<Pick> = Vec::new();
    for theirs in &answer.recommendations {
        let item = match known.get(&remote::key(&theirs.service_name)) {
            Some(candidate) => Recommendation {
                engine,
                ..builtin::recommendation(facts, candidate)
            },
            None => stranger(engine, &theirs.service_name),
        };
        let is_new = picks.iter().all(|pick| pick.item.name != item.name);
        if is_new && picks.len() < MOST && !item.name.is_empty() {
            let reason = line(&theirs.reason);
            picks.push(Pick { item, reason });
        }
    }
    picks
}

fn stranger(engine: EngineName, name: &str) -> Recommendation {
    Recommendation {
        service: None,
        name: remote::clipped(&line(name), LONGEST_LINE),
        category: String::new(),
        confidence: 0.0,
        evidence: None,
        reason: Sentence::Text {
            text: String::new(),
        },
        price: None,
        engine,
    }
}

/// What the prompt told, as far as a customer may read it: not the spending, and nothing of others.
fn grounds(facts: &Facts, organisation: &Organisation, brief: &Brief, picks: &[Pick]) -> Grounds {
    let known = |candidate: &&Candidate| Known {
        name: candidate.name.clone(),
        price: candidate.price,
    };
    let categories = facts.taken.iter().map(|taken| taken.category.clone());
    let offered = candidates(facts);
    let more = offered.iter().map(|candidate| candidate.category.clone());
    let mut names: Vec<String> = categories.chain(more).collect();
    names.push(organisation.name.clone());
    names.extend(
        brief
            .voice
            .signature
            .lines()
            .map(|line| line.trim().to_owned()),
    );
    names.sort();
    names.dedup();
    let strangers = picks.iter().filter(|pick| pick.item.service.is_none());
    Grounds {
        services: offered.iter().map(known).collect(),
        names,
        dates: dates(facts),
        numbers: numbers(facts),
        strangers: strangers.map(|pick| pick.item.name.clone()).collect(),
        is_subject_ours: false,
    }
}

fn dates(facts: &Facts) -> Vec<chrono::NaiveDate> {
    let visits = facts.taken.iter().map(|taken| taken.date);
    let standing = facts.standing.iter();
    let ends = standing.flat_map(|standing| [standing.first_date, standing.last_date]);
    let mut dates: Vec<_> = visits.chain(ends).chain([facts.today]).collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

fn numbers(facts: &Facts) -> Vec<i64> {
    let standing = facts.standing.iter();
    let counted = standing.flat_map(|standing| {
        let since = (facts.today - standing.last_date).num_days();
        [standing.services, since]
    });
    let rhythm = facts.usual_rhythm().map(|rhythm| rhythm.days);
    counted
        .chain(rhythm)
        .chain([i64::from(facts.terms.valid_days)])
        .collect()
}

/// Never above the limit; the end is ours, and so is the title where the organisation has given one. Without an offer
/// there is none.
fn offer(theirs: Option<&answer::Offer>, facts: &Facts, own: Offer, keeps_title: bool) -> Offer {
    let Some(theirs) = theirs else {
        return Offer { percent: 0, ..own };
    };
    let limit = facts.offer_limit();
    let asked = whole_percent(theirs.discount);
    let title = remote::clipped(&line(&theirs.title), LONGEST_LINE);
    Offer {
        percent: asked.min(limit),
        title: match title.is_empty() || keeps_title {
            true => own.title,
            false => title,
        },
        valid_until: facts.offer_end(),
        was_lowered: asked > limit,
    }
}

/// Some write 0.15 for 15 %.
fn whole_percent(number: f64) -> i32 {
    let is_share = number > 0.0 && number < 1.0;
    let percent = if is_share { number * 100.0 } else { number };
    percent.round().clamp(0.0, 100.0) as i32
}

fn insights(answer: &Answer, case: &Case<'_>, own: Vec<Sentence>) -> Vec<Sentence> {
    let lines = answer.insights.lines().into_iter().map(|text| line(&text));
    let theirs: Vec<Sentence> = lines
        .filter(|text| !text.is_empty() && strays(text, case).is_empty())
        .take(MOST_INSIGHTS)
        .map(|text| Sentence::Text {
            text: remote::clipped(&text, LONGEST_LINE),
        })
        .collect();
    if theirs.is_empty() { own } else { theirs }
}

fn line(text: &str) -> String {
    remote::one_line(&visible(text))
}

/// Without signs that nobody sees, which could part a figure from its sign, and which PostgreSQL or a mail would refuse.
fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let is_hidden = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars()
        .filter(|c| !is_hidden(*c))
        .collect::<String>()
        .trim()
        .to_owned()
}
