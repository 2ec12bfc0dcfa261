//! The engine behind a proposals API: its answer, brought within our catalogue and our limits. Pure.

use std::collections::{BTreeSet, HashMap};

use chrono::Days;
use reqwest::StatusCode;

use super::facts::{Candidate, Facts};
use super::words::Writer;
use super::{Draft, EngineName, FEWEST, Fallback, MOST, Offer, Recommendation, Sentence, builtin};
use crate::domain::fold;
use crate::integrations::proposals_api::{self, Answer, ApiError};

/// A subject that mail programs show whole is far shorter.
const LONGEST_SUBJECT: usize = 150;
const LONGEST_BODY: usize = 6000;
const LONGEST_LINE: usize = 300;
const MOST_INSIGHTS: usize = 6;
/// Wider than any paragraph, so that none is broken.
const NEVER_WRAP: usize = 100_000;

/// The proposal that an answer amounts to for the customer of this name; `None` when it says nothing. An answer that
/// names somebody else gives services of our catalogue and an offer, but none of its words: they may tell of that person.
pub fn draft(answer: &Answer, name: &str, facts: &Facts, writer: Writer<'_>) -> Option<Draft> {
    let body = plain_paragraphs(&answer.body);
    if answer.recommendations.is_empty() && body.is_empty() {
        return None;
    }
    let own = builtin::draft(facts, writer);
    if !is_about(answer, name) {
        return Some(Draft {
            engine: EngineName::Remote,
            fallback_reason: Some(Fallback::OtherCustomer),
            offer: offer(answer.offer.as_ref(), facts, own.offer),
            recommendations: topped_up(recommendations(answer, facts), own.recommendations),
            ..own
        });
    }
    let or_own = |text: String, own: String| if text.is_empty() { own } else { text };
    Some(Draft {
        engine: EngineName::Remote,
        fallback_reason: None,
        insights: insights(answer, own.insights),
        offer: offer(answer.offer.as_ref(), facts, own.offer),
        recommendations: topped_up(recommendations(answer, facts), own.recommendations),
        subject: or_own(
            clipped(&one_line(&answer.subject), LONGEST_SUBJECT),
            own.subject,
        ),
        body: or_own(clipped(&body, LONGEST_BODY), own.body),
        call: None,
        grounds: None,
    })
}

/// Whether an answer is about the customer of this name, or names nobody: ids may mean somebody else over there. Middle and second
/// family names are often left out on one side, so one name may hold the other; a single word is not enough for that.
fn is_about(answer: &Answer, name: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        key(name).split_whitespace().map(str::to_owned).collect()
    };
    let (theirs, ours) = (words(&answer.customer), words(name));
    let fewer = theirs.len().min(ours.len());
    theirs.is_empty()
        || theirs == ours
        || fewer > 1 && (theirs.is_subset(&ours) || ours.is_subset(&theirs))
}

/// Why the builtin engine steps in.
pub fn fallback(error: &ApiError) -> Fallback {
    match error {
        ApiError::TimedOut => Fallback::TimedOut,
        ApiError::Unreachable(_) => Fallback::Unreachable,
        ApiError::Unreadable(_) => Fallback::Unreadable,
        ApiError::Refused { status, .. } => match *status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Fallback::Unauthorised,
            StatusCode::NOT_FOUND => Fallback::UnknownCustomer,
            status if status.is_client_error() => Fallback::Invalid,
            _ => Fallback::Unavailable,
        },
    }
}

/// Its own, else what we noticed.
fn insights(answer: &Answer, own: Vec<Sentence>) -> Vec<Sentence> {
    let theirs: Vec<Sentence> = answer
        .insights
        .iter()
        .take(MOST_INSIGHTS)
        .map(|line| Sentence::Text {
            text: clipped(&one_line(line), LONGEST_LINE),
        })
        .collect();
    if theirs.is_empty() { own } else { theirs }
}

/// Never above the limit. Without an offer of its own there is none: the words are kept for whoever adds one.
fn offer(theirs: Option<&proposals_api::Offer>, facts: &Facts, own: Offer) -> Offer {
    let Some(theirs) = theirs else {
        return Offer { percent: 0, ..own };
    };
    let limit = facts.offer_limit();
    let title = clipped(&one_line(&theirs.title), LONGEST_LINE);
    // A title with a figure of its own would promise what the limit forbids.
    let is_usable = !title.is_empty() && !title.contains('%');
    let last = facts.today + Days::new(365);
    Offer {
        percent: theirs.percent.min(limit),
        title: if is_usable { title } else { own.title },
        valid_until: theirs
            .valid_until
            .filter(|day| (facts.today..=last).contains(day))
            .unwrap_or(own.valid_until),
        was_lowered: theirs.percent > limit,
    }
}

/// Each service once, in the order of the answer; what the catalogue does not know keeps its name and gets no price.
fn recommendations(answer: &Answer, facts: &Facts) -> Vec<Recommendation> {
    let catalogue: HashMap<String, &Candidate> = facts
        .candidates
        .iter()
        .map(|candidate| (key(&candidate.name), candidate))
        .collect();
    let mut found: Vec<Recommendation> = Vec::new();
    for theirs in &answer.recommendations {
        let known = catalogue.get(&key(&theirs.name));
        let item = Recommendation {
            service: known.map(|known| known.service),
            name: known.map_or_else(
                || clipped(&one_line(&theirs.name), LONGEST_LINE),
                |known| known.name.clone(),
            ),
            category: known.map_or_else(
                || clipped(&one_line(&theirs.category), LONGEST_LINE),
                |known| known.category.clone(),
            ),
            confidence: theirs.confidence,
            evidence: None,
            reason: Sentence::Text {
                text: clipped(&one_line(&theirs.reason), LONGEST_LINE),
            },
            price: known.and_then(|known| known.price),
            engine: EngineName::Remote,
        };
        if found.len() < MOST
            && !found
                .iter()
                .any(|other| key(&other.name) == key(&item.name))
        {
            found.push(item);
        }
    }
    found
}

/// At least three of the catalogue, where it has so many.
pub(super) fn topped_up(
    mut items: Vec<Recommendation>,
    own: Vec<Recommendation>,
) -> Vec<Recommendation> {
    for candidate in own {
        let known = items.iter().filter(|item| item.service.is_some()).count();
        let is_new = !items.iter().any(|item| item.service == candidate.service);
        if known < FEWEST && is_new {
            items.push(candidate);
        }
    }
    items
}

/// A name as it is compared.
pub(super) fn key(name: &str) -> String {
    one_line(&fold(name))
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// HTML of a model as paragraphs of plain text: without links, pictures, styles or anything that could act.
fn plain_paragraphs(html: &str) -> String {
    let safe = ammonia::Builder::default()
        .rm_tags(["a", "img", "table", "thead", "tbody", "tr", "th", "td"])
        .clean(html)
        .to_string();
    let text = html2text::config::plain_no_decorate()
        .string_from_read(safe.as_bytes(), NEVER_WRAP)
        .unwrap_or_default();
    let lines = text.lines().map(without_links);
    let mut paragraphs: Vec<Vec<String>> = vec![Vec::new()];
    for line in lines {
        match (line.is_empty(), paragraphs.last_mut()) {
            (false, Some(last)) => last.push(line),
            _ => paragraphs.push(Vec::new()),
        }
    }
    let paragraphs: Vec<String> = paragraphs
        .into_iter()
        .filter(|lines| !lines.is_empty())
        .map(|lines| lines.join("\n"))
        .collect();
    paragraphs.join("\n\n")
}

/// Mail programs make links of addresses by themselves.
fn without_links(line: &str) -> String {
    let is_link = |word: &&str| {
        let word = word.to_lowercase();
        word.contains("://") || word.contains("www.")
    };
    // What html2text puts before a heading.
    let words: Vec<&str> = line
        .trim_start_matches('#')
        .split_whitespace()
        .filter(|word| !is_link(word))
        .collect();
    words.join(" ")
}

/// What a page says when nobody asked: the builtin proposal, with the reason.
pub fn instead(facts: &Facts, writer: Writer<'_>, reason: Fallback) -> Draft {
    Draft {
        fallback_reason: Some(reason),
        ..builtin::draft(facts, writer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::domain::{Hemisphere, Language, OfferLimits, Organisation};
    use crate::proposals::engine::Evidence;
    use crate::segments::Segment;

    fn facts(names: &[&str]) -> Facts {
        let candidate = |(index, name): (usize, &&str)| Candidate {
            service: (index as i64 + 1).into(),
            name: (*name).to_owned(),
            category: "Spa".into(),
            price: Some(45_000),
            evidence: Evidence { k: 9, n: 90 },
            season_share: None,
        };
        Facts {
            today: "2025-10-26".parse().unwrap(),
            hemisphere: Hemisphere::Southern,
            segment: Segment::NoHistory,
            standing: None,
            taken: Vec::new(),
            candidates: names.iter().enumerate().map(candidate).collect(),
            offer_limits: OfferLimits::default(),
            terms: Default::default(),
        }
    }

    fn drafted(answer: serde_json::Value, names: &[&str]) -> Option<Draft> {
        let organisation = Organisation::default();
        let answer = Answer::read(answer.to_string().as_bytes()).unwrap();
        draft(
            &answer,
            "Ana Rojas",
            &facts(names),
            Writer::new(Language::Es, &organisation),
        )
    }

    #[test]
    fn names_are_matched_however_they_are_written_and_prices_are_ours() {
        let answer = json!({"recommendations": [
            {"service_name": "TINA  HORNOPIREN", "confidence": 0.86, "estimated_price": 1},
            {"service_name": "tina hornopirén"},
            {"service_name": "Vuelo en globo", "estimated_price": 99000},
        ]});
        let items = drafted(answer, &["Tina Hornopirén"])
            .unwrap()
            .recommendations;
        assert_eq!(items.len(), 2, "{items:?}");
        assert_eq!(
            (items[0].name.as_str(), items[0].price, items[0].confidence),
            ("Tina Hornopirén", Some(45_000), 0.86)
        );
        assert_eq!((items[1].service, items[1].price), (None, None));
    }

    #[test]
    fn fewer_than_three_of_the_catalogue_are_topped_up_and_marked() {
        let answer = json!({"recommendations": [{"service_name": "A"}, {"service_name": "Otro"}]});
        let items = drafted(answer, &["A", "B", "C", "D"])
            .unwrap()
            .recommendations;
        let names: Vec<_> = items
            .iter()
            .map(|item| (item.name.as_str(), item.engine))
            .collect();
        assert_eq!(
            names,
            [
                ("A", EngineName::Remote),
                ("Otro", EngineName::Remote),
                ("B", EngineName::Builtin),
                ("C", EngineName::Builtin),
            ]
        );
    }

    #[test]
    fn an_offer_above_the_limit_is_lowered_and_marked() {
        let offer = |offer| {
            drafted(json!({"email_body": "<p>Hola</p>", "offer": offer}), &[])
                .unwrap()
                .offer
        };
        let lowered =
            offer(json!({"title": "Noche de tinas", "discount": 15, "valid_until": "2025-12-01"}));
        assert_eq!((lowered.percent, lowered.was_lowered), (10, true));
        assert_eq!(lowered.title, "Noche de tinas");
        assert_eq!(lowered.valid_until.to_string(), "2025-12-01");
        let within =
            offer(json!({"title": "40 % solo hoy", "discount": 5, "valid_until": "2019-01-01"}));
        assert_eq!((within.percent, within.was_lowered), (5, false));
        assert_eq!(within.title, "Para tu primera visita");
        assert_eq!(within.valid_until.to_string(), "2025-11-25");
        assert_eq!(offer(serde_json::Value::Null).percent, 0);
    }

    #[test]
    fn a_body_becomes_paragraphs_without_links_or_anything_that_acts() {
        let html = "<h1>Hola {{nombre}}</h1><p>Mira <a href='https://evil.example'>esto</a> en \
                    https://evil.example/x<br>y vuelve.</p><script>alert(1)</script><ul><li>Uno</li></ul>\
                    <p onclick='x()'>Chao &amp; gracias <img src=x onerror=alert(1)></p>";
        let text = plain_paragraphs(html);
        assert!(
            text.starts_with("Hola {{nombre}}\n\nMira esto en\ny vuelve."),
            "{text}"
        );
        assert!(text.ends_with("Chao & gracias"), "{text}");
        for forbidden in ["evil", "alert", "http", "<", "onclick"] {
            assert!(!text.contains(forbidden), "{text}");
        }
    }

    #[test]
    fn an_answer_is_about_who_has_the_same_name_however_it_is_written() {
        let is_about = |theirs: &str, ours: &str| {
            let answer = json!({"customer_profile": {"nombre": theirs}});
            let answer = Answer::read(answer.to_string().as_bytes()).unwrap();
            super::is_about(&answer, ours)
        };
        for (theirs, ours) in [
            ("María Soto", "MARIA  SOTO"),
            ("María Soto", "María José Soto Peña"),
            ("Ñusta", "ñusta"),
        ] {
            assert!(is_about(theirs, ours) && is_about(ours, theirs), "{theirs}");
        }
        for (theirs, ours) in [("María Soto", "Ana Rojas"), ("María", "María Soto")] {
            assert!(!is_about(theirs, ours), "{theirs}");
        }
        assert!(is_about("", "Ana"), "it names nobody");
    }

    #[test]
    fn an_answer_that_says_nothing_is_none() {
        let minimal = json!({"customer_profile": {}, "insights": {}, "recommendations": [], "offer": null, "email_body": ""});
        assert_eq!(drafted(minimal, &["A"]), None);
        assert_eq!(drafted(json!({"email_body": "<p> </p><br>"}), &["A"]), None);
    }

    #[test]
    fn what_is_missing_is_ours() {
        let draft = drafted(
            json!({"recommendations": [{"service_name": "A"}]}),
            &["A", "B"],
        )
        .unwrap();
        assert!(draft.subject.contains(super::super::words::NAME) && draft.body.contains("Aremko"));
        assert_eq!(draft.insights.len(), 1);
    }

    proptest! {
        #[test]
        fn whatever_the_answer_is_the_draft_keeps_to_our_limits(
            body in "\\PC{0,400}", title in "\\PC{0,40}", discount in -1000.0..1000.0f64,
            names in prop::collection::vec("\\PC{0,30}", 0..12), confidence in -5.0..200.0f64,
        ) {
            let items: Vec<_> = names.iter()
                .map(|name| json!({"service_name": name, "confidence": confidence, "reason": title}))
                .collect();
            let answer = json!({
                "email_body": body, "email_subject": title, "recommendations": items,
                "offer": {"title": title, "discount": discount},
            });
            if let Some(draft) = drafted(answer, &["A", "B", "C", "D"]) {
                prop_assert!((0..=10).contains(&draft.offer.percent));
                prop_assert!(!draft.offer.title.contains('%') && !draft.subject.is_empty() && !draft.body.is_empty());
                prop_assert!(draft.recommendations.iter().all(|item| (0.0..=1.0).contains(&item.confidence)));
                let known = draft.recommendations.iter().filter(|item| item.service.is_some()).count();
                prop_assert!(known >= FEWEST && draft.recommendations.len() <= MOST + FEWEST);
                prop_assert!(draft.recommendations.iter().all(|item| item.price.is_none() || item.service.is_some()));
            }
        }
    }
}
