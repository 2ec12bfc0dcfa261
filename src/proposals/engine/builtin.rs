//! The engine that needs nobody else: it ranks the catalogue by what customers alike took next. Pure.

use std::cmp::Ordering;

use super::facts::{Candidate, Facts};
use super::words::{self, Writer};
use super::{Arg, Draft, EngineName, Evidence, MOST, Recommendation, Sentence};

/// A service taken so lately is not recommended again, unless the customer comes for it that often.
const JUST_TAKEN_DAYS: i64 = 14;
/// A season has a quarter of the year; a service sold this much more in it belongs to it.
const SEASONAL_SHARE: f64 = 0.25 * 1.25;
/// Somebody who took a service this often has it as a habit.
const HABIT: usize = 2;

/// A whole proposal.
pub fn draft(facts: &Facts, writer: Writer<'_>) -> Draft {
    Draft {
        engine: EngineName::Builtin,
        fallback_reason: None,
        insights: words::insights(facts),
        recommendations: recommend(facts),
        offer: writer.offer(facts),
        subject: writer.subject(facts),
        body: writer.body(facts),
        call: None,
        grounds: None,
    }
}

/// The services to recommend, the surest first.
pub fn recommend(facts: &Facts) -> Vec<Recommendation> {
    ranked(facts)
        .into_iter()
        .take(MOST)
        .map(|candidate| recommendation(facts, candidate))
        .collect()
}

/// All that may be recommended, the surest first.
pub fn ranked(facts: &Facts) -> Vec<&Candidate> {
    let mut ranked: Vec<&Candidate> = facts
        .candidates
        .iter()
        .filter(|candidate| !is_just_taken(facts, candidate))
        .collect();
    ranked.sort_by(|a, b| compare(facts, a, b));
    ranked
}

/// How likely somebody with history takes it within 90 days; of first-time customers the plain share.
fn confidence(evidence: Evidence, has_history: bool) -> f64 {
    match (has_history, evidence.n) {
        (true, _) => evidence.confidence(),
        (false, 0) => 0.0,
        (false, n) => evidence.k as f64 / n as f64,
    }
}

fn is_just_taken(facts: &Facts, candidate: &Candidate) -> bool {
    let newest = facts
        .taken
        .iter()
        .filter(|taken| taken.service == candidate.service)
        .map(|taken| taken.date)
        .max();
    let is_recent = newest.is_some_and(|date| (facts.today - date).num_days() <= JUST_TAKEN_DAYS);
    let comes_that_often = facts
        .rhythm(&candidate.category)
        .is_some_and(|rhythm| rhythm.days <= JUST_TAKEN_DAYS);
    is_recent && !comes_that_often
}

/// By confidence; of equals, what is due by the customer's own rhythm, then what the season asks for, then by name.
fn compare(facts: &Facts, a: &Candidate, b: &Candidate) -> Ordering {
    let is_due = |candidate: &Candidate| {
        facts
            .rhythm(&candidate.category)
            .is_some_and(|rhythm| rhythm.is_due())
    };
    let season = |candidate: &Candidate| candidate.season_share.unwrap_or(0.0);
    let has_history = facts.standing.is_some();
    let sure = |candidate: &Candidate| confidence(candidate.evidence, has_history);
    (sure(b).total_cmp(&sure(a)))
        .then_with(|| is_due(b).cmp(&is_due(a)))
        .then_with(|| season(b).total_cmp(&season(a)))
        .then_with(|| a.name.cmp(&b.name))
        .then_with(|| a.service.cmp(&b.service))
}

pub fn recommendation(facts: &Facts, candidate: &Candidate) -> Recommendation {
    Recommendation {
        service: Some(candidate.service),
        name: candidate.name.clone(),
        category: candidate.category.clone(),
        confidence: confidence(candidate.evidence, facts.standing.is_some()),
        evidence: Some(candidate.evidence),
        reason: reason(facts, candidate),
        price: candidate.price,
        engine: EngineName::Builtin,
    }
}

/// The most personal reason that holds: her rhythm, her habit, the season, and else what others did.
fn reason(facts: &Facts, candidate: &Candidate) -> Sentence {
    let times = facts
        .taken
        .iter()
        .filter(|taken| taken.service == candidate.service)
        .count();
    let rhythm = facts
        .rhythm(&candidate.category)
        .filter(|rhythm| rhythm.is_due() && !rhythm.has_lapsed());
    if let (Some(rhythm), true) = (rhythm, times > 0) {
        let category = Arg::Text(candidate.category.clone());
        return Sentence::key(
            "reason-rhythm",
            [
                ("category", category),
                ("n", Arg::Number(rhythm.days)),
                ("since", Arg::Number(rhythm.since)),
            ],
        );
    }
    if times >= HABIT {
        return Sentence::key("reason-habit", [("n", Arg::Number(times as i64))]);
    }
    if candidate
        .season_share
        .is_some_and(|share| share >= SEASONAL_SHARE)
    {
        return Sentence::key(
            "reason-season",
            [("season", Arg::Key(format!("season-{}", facts.season())))],
        );
    }
    match facts.standing {
        Some(_) => Sentence::key("reason-alike", []),
        None => Sentence::key("reason-first-visit", []),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::facts::{Standing, Taken};
    use super::*;
    use crate::domain::{Hemisphere, OfferLimits};
    use crate::segments::{Scores, Segment};

    fn candidate(id: i64, name: &str, category: &str, k: i64) -> Candidate {
        Candidate {
            service: id.into(),
            name: name.into(),
            category: category.into(),
            price: Some(1000),
            evidence: Evidence { k, n: 98 },
            season_share: Some(0.25),
        }
    }

    fn facts(candidates: Vec<Candidate>, taken: &[(i64, &str, &str)]) -> Facts {
        let today = "2025-10-26".parse().unwrap();
        let taken = taken
            .iter()
            .map(|(id, category, date)| Taken {
                service: (*id).into(),
                category: category.to_string(),
                date: date.parse().unwrap(),
            })
            .collect();
        let standing = Standing {
            scores: Scores { r: 3, f: 1, m: 1 },
            services: 1,
            spend: 1,
            last_date: today,
            first_date: today,
            ahead: 0,
            ranked: 1,
        };
        Facts {
            today,
            hemisphere: Hemisphere::Southern,
            segment: Segment::Promising,
            standing: Some(standing),
            taken,
            candidates,
            offer_limits: OfferLimits::default(),
            terms: Default::default(),
        }
    }

    fn names(facts: &Facts) -> Vec<String> {
        recommend(facts).into_iter().map(|item| item.name).collect()
    }

    #[test]
    fn confidence_is_laplaces_rule_and_without_history_the_share() {
        let of = |k, n, has_history| confidence(Evidence { k, n }, has_history);
        assert_eq!(of(0, 0, true), 0.5);
        assert_eq!(of(49, 98, true), 0.5);
        assert_eq!(of(30, 120, false), 0.25);
        assert_eq!(of(0, 0, false), 0.0);
    }

    #[test]
    fn the_surest_come_first_and_no_more_than_five() {
        let candidates = (1..=7)
            .map(|id| candidate(id, &format!("S{id}"), "Spa", id))
            .collect();
        assert_eq!(
            names(&facts(candidates, &[])),
            ["S7", "S6", "S5", "S4", "S3"]
        );
    }

    #[test]
    fn of_equals_the_one_that_is_due_comes_first_then_the_seasonal_then_by_name() {
        let mut seasonal = candidate(3, "Z", "Otros", 5);
        seasonal.season_share = Some(0.6);
        let candidates = vec![
            candidate(2, "B", "Otros", 5),
            candidate(1, "A", "Otros", 5),
            seasonal,
            candidate(4, "Y", "Spa", 5),
        ];
        let visits = [
            (9, "Spa", "2025-06-01"),
            (9, "Spa", "2025-07-01"),
            (9, "Spa", "2025-08-01"),
        ];
        assert_eq!(names(&facts(candidates, &visits)), ["Y", "Z", "A", "B"]);
    }

    #[test]
    fn what_was_taken_within_two_weeks_is_left_out_unless_she_comes_that_often() {
        let candidates = || vec![candidate(1, "A", "Spa", 9), candidate(2, "B", "Spa", 1)];
        assert_eq!(
            names(&facts(candidates(), &[(1, "Spa", "2025-10-12")])),
            ["B"]
        );
        assert_eq!(
            names(&facts(candidates(), &[(1, "Spa", "2025-10-11")])),
            ["A", "B"]
        );
        let weekly = [
            (1, "Spa", "2025-10-20"),
            (1, "Spa", "2025-10-13"),
            (1, "Spa", "2025-10-06"),
        ];
        assert_eq!(names(&facts(candidates(), &weekly)), ["A", "B"]);
    }

    #[test]
    fn the_reason_is_the_most_personal_one_that_holds() {
        let key = |facts: Facts| match recommend(&facts).swap_remove(0).reason {
            Sentence::Key { key, .. } => key,
            Sentence::Text { text } => text,
        };
        let due = [
            (1, "Spa", "2025-06-01"),
            (1, "Spa", "2025-07-01"),
            (1, "Spa", "2025-08-01"),
        ];
        assert_eq!(
            key(facts(vec![candidate(1, "A", "Spa", 1)], &due)),
            "reason-rhythm"
        );
        assert_eq!(
            key(facts(vec![candidate(1, "A", "Spa", 1)], &due[1..])),
            "reason-habit"
        );
        let mut seasonal = candidate(1, "A", "Spa", 1);
        seasonal.season_share = Some(0.4);
        assert_eq!(key(facts(vec![seasonal], &[])), "reason-season");
        assert_eq!(
            key(facts(vec![candidate(1, "A", "Spa", 1)], &[])),
            "reason-alike"
        );
    }

    proptest! {
        #[test]
        fn confidence_lies_between_nought_and_one_and_the_list_falls(ks in prop::collection::vec(0..=98i64, 0..20)) {
            let candidates = ks.iter().enumerate().map(|(id, k)| candidate(id as i64, &format!("S{id}"), "Spa", *k)).collect();
            let items = recommend(&facts(candidates, &[]));
            prop_assert!(items.len() == ks.len().min(MOST));
            prop_assert!(items.iter().all(|item| item.confidence > 0.0 && item.confidence < 1.0));
            prop_assert!(items.is_sorted_by(|a, b| a.confidence >= b.confidence));
        }
    }
}
