//! The builtin engine's words: what it noticed, the offer, and the mail, in the customer's language. Pure.
//!
//! The customer's name is not among the facts: the mail has [`NAME`] where it belongs.

use chrono::Datelike as _;
use fluent_templates::fluent_bundle::FluentValue;

use super::facts::{Facts, MOST_AHEAD, Rhythm, Standing};
use super::{Arg, Offer, Sentence};
use crate::domain::{Language, Organisation};
use crate::segments::Segment;
use crate::web::i18n;

/// Where the server puts the customer's first name.
pub const NAME: &str = "{{nombre}}";
/// Who spends more than this share of the others hears of it.
const TOP_SHARE: f64 = 0.2;
/// A page has room for so many.
const MOST_INSIGHTS: usize = 5;
/// The names that sentences may give their arguments.
const ARGS: [&str; 8] = [
    "category", "date", "money", "n", "of", "season", "share", "since",
];

/// Writes in one language, with figures in the organisation's manner.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    language: Language,
    organisation: &'a Organisation,
}

impl<'a> Writer<'a> {
    pub fn new(language: Language, organisation: &'a Organisation) -> Self {
        Self {
            language,
            organisation,
        }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    pub fn organisation(&self) -> &'a Organisation {
        self.organisation
    }

    /// A sentence as it is read.
    pub fn sentence(&self, sentence: &Sentence) -> String {
        match sentence {
            Sentence::Text { text } => text.clone(),
            Sentence::Key { key, args } => self.text(&format!("proposal-{key}"), args),
        }
    }

    fn text(&self, key: &str, args: &[(String, Arg)]) -> String {
        let known = |name: &str| ARGS.into_iter().find(|known| *known == name);
        let args: Vec<(&'static str, FluentValue)> = args
            .iter()
            .filter_map(|(name, arg)| Some((known(name)?, self.value(arg))))
            .collect();
        i18n::text(self.language, key, &args)
    }

    fn value(&self, arg: &Arg) -> FluentValue<'static> {
        let Organisation {
            locale, currency, ..
        } = self.organisation;
        match arg {
            // As a number, so that a text can tell one from many; these are too small for separators.
            Arg::Number(n) => (*n).into(),
            Arg::Money(minor) => locale.money(*minor, *currency).into(),
            Arg::Percent(share) => locale.percent(f64::from(*share) / 100.0).into(),
            Arg::Date(date) => locale.date(*date).into(),
            Arg::Text(text) => text.clone().into(),
            Arg::Key(key) => self.plain(&format!("proposal-{key}")).into(),
        }
    }

    fn plain(&self, key: &str) -> String {
        i18n::text(self.language, key, &[])
    }

    /// The offer that the organisation makes this segment.
    pub fn offer(&self, facts: &Facts) -> Offer {
        Offer {
            percent: facts.offer_percent(),
            title: match facts.terms.title(self.language) {
                Some(title) => title.to_owned(),
                None => self.plain(&format!(
                    "proposal-mail-offer-{}",
                    offer_kind(facts.segment)
                )),
            },
            valid_until: facts.offer_end(),
            was_lowered: false,
        }
    }

    pub fn subject(&self, facts: &Facts) -> String {
        let name = ("name", NAME.into());
        let key = format!("proposal-mail-subject-{}", facts.segment);
        i18n::text(self.language, &key, &[name])
    }

    /// Greeting, what the segment calls for, what is known of the customer, and the way on.
    pub fn body(&self, facts: &Facts) -> String {
        let organisation = self.organisation.name.as_str();
        let favourite = facts.favourite().map_or("", |(category, _)| category);
        let args = [
            ("name", NAME.into()),
            ("organisation", organisation.into()),
            ("category", favourite.into()),
            ("month", self.last_month(facts).into()),
        ];
        let text = |key: &str| i18n::text(self.language, key, &args);
        let middle = match facts.standing {
            Some(standing) if standing.first_date == standing.last_date => {
                text("proposal-mail-once-ideas")
            }
            Some(_) => text("proposal-mail-ideas"),
            None => text("proposal-mail-first-ideas"),
        };
        let paragraphs = [
            text("proposal-mail-greeting"),
            text(&format!("proposal-mail-opening-{}", facts.segment)),
            middle,
            text("proposal-mail-closing"),
            text("proposal-mail-signature"),
        ];
        paragraphs.join("\n\n")
    }

    /// "marzo", or "marzo de 2024" in another year.
    fn last_month(&self, facts: &Facts) -> String {
        let Some(Standing { last_date, .. }) = facts.standing else {
            return String::new();
        };
        let month = self.plain(&format!("month-{}", last_date.month()));
        match last_date.year() == facts.today.year() {
            true => month,
            false => i18n::text(
                self.language,
                "date-month",
                &[
                    ("month", month.into()),
                    ("year", last_date.year().to_string().into()),
                ],
            ),
        }
    }
}

fn offer_kind(segment: Segment) -> &'static str {
    match segment {
        Segment::Vip | Segment::Champions => "best",
        Segment::AtRisk | Segment::Hibernating | Segment::Lost => "win-back",
        Segment::NoHistory => "first",
        _ => "other",
    }
}

/// What a person who reads the proposal should know, the most useful first.
pub fn insights(facts: &Facts) -> Vec<Sentence> {
    let Some(standing) = facts.standing else {
        return vec![Sentence::key("insight-new", [])];
    };
    let usual = facts.usual_rhythm();
    let found = [
        Some(recency(facts, &standing, usual)),
        favourite_rhythm(facts),
        favourite(facts, &standing),
        spend(&standing),
        Some(Sentence::key(
            "insight-since",
            [("date", Arg::Date(standing.first_date))],
        )),
    ];
    found.into_iter().flatten().take(MOST_INSIGHTS).collect()
}

/// The last visit, beside the usual rhythm where there is one.
fn recency(facts: &Facts, standing: &Standing, usual: Option<Rhythm>) -> Sentence {
    let since = (facts.today - standing.last_date).num_days();
    let date = ("date", Arg::Date(standing.last_date));
    let since = ("since", Arg::Number(since));
    match usual {
        None => Sentence::key("insight-last-visit", [date, since]),
        Some(rhythm) => {
            let key = match rhythm {
                rhythm if rhythm.has_lapsed() => "insight-lapsed",
                rhythm if rhythm.is_due() => "insight-due",
                _ => "insight-on-time",
            };
            Sentence::key(key, [date, since, ("n", Arg::Number(rhythm.days))])
        }
    }
}

fn favourite_rhythm(facts: &Facts) -> Option<Sentence> {
    let (category, _) = facts.favourite()?;
    let rhythm = facts
        .rhythm(category)
        .filter(|rhythm| !rhythm.has_lapsed())?;
    let category = Arg::Text(category.to_owned());
    Some(Sentence::key(
        "insight-rhythm",
        [("category", category), ("n", Arg::Number(rhythm.days))],
    ))
}

fn favourite(facts: &Facts, standing: &Standing) -> Option<Sentence> {
    let (category, count) = facts.favourite()?;
    let category = Arg::Text(category.to_owned());
    Some(Sentence::key(
        "insight-favourite",
        [
            ("category", category),
            ("n", Arg::Number(count)),
            ("of", Arg::Number(standing.services)),
        ],
    ))
}

/// How much was spent, and whether few spent more.
fn spend(standing: &Standing) -> Option<Sentence> {
    if standing.spend == 0 {
        return None;
    }
    let money = ("money", Arg::Money(standing.spend));
    let n = ("n", Arg::Number(standing.services));
    let share = (standing.ahead + 1) as f64 / standing.ranked.max(1) as f64;
    if standing.ahead < MOST_AHEAD && share <= TOP_SHARE {
        // Up to the next whole percent, so that it holds.
        let percent = Arg::Percent((share * 100.0).ceil() as i32);
        return Some(Sentence::key(
            "insight-top-spend",
            [money, n, ("share", percent)],
        ));
    }
    Some(Sentence::key("insight-spend", [money, n]))
}

#[cfg(test)]
mod tests {
    use super::super::facts::Taken;
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::{Hemisphere, OfferLimits};
    use crate::segments::Scores;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(segment: Segment, dates: &[&str]) -> Facts {
        let taken: Vec<Taken> = dates
            .iter()
            .map(|date| Taken {
                service: 1.into(),
                category: "Masajes".into(),
                date: day(date),
            })
            .collect();
        let standing = taken.first().map(|last| Standing {
            scores: Scores { r: 1, f: 1, m: 1 },
            services: taken.len() as i64,
            spend: 90_000,
            last_date: last.date,
            first_date: taken[taken.len() - 1].date,
            ahead: 4,
            ranked: 100,
        });
        Facts {
            today: day("2025-10-26"),
            hemisphere: Hemisphere::Southern,
            segment,
            standing,
            taken,
            candidates: Vec::new(),
            offer_limits: OfferLimits::default(),
            terms: Default::default(),
        }
    }

    fn read(facts: &Facts, language: Language) -> Vec<String> {
        let organisation = Organisation::default();
        let writer = Writer::new(language, &organisation);
        let insights = insights(facts);
        insights.iter().map(|one| writer.sentence(one)).collect()
    }

    #[test]
    fn what_was_noticed_is_said_with_its_figures() {
        let facts = facts(Segment::AtRisk, &["2025-07-08", "2025-05-09", "2025-03-10"]);
        let spanish = read(&facts, Language::Es);
        assert_eq!(
            spanish[0],
            "Suele volver cada 60 días y ya pasaron 110 desde su última visita (08-07-2025): es buen momento para escribirle."
        );
        assert!(spanish.contains(
            &"Ha gastado $90.000 en 3 servicios: está en el 5% que más gasta.".to_owned()
        ));
        let english = read(&facts, Language::En);
        assert_eq!(spanish.len(), english.len());
        assert!(english[2].contains("3 of 3 services"), "{english:?}");
    }

    #[test]
    fn every_segment_has_its_own_words_in_both_languages() {
        let organisation = Organisation::default();
        for language in Language::ALL.iter().copied() {
            let writer = Writer::new(language, &organisation);
            for segment in Segment::ALL.iter().copied() {
                let dates: &[&str] = match segment {
                    Segment::NoHistory => &[],
                    _ => &["2024-03-09"],
                };
                let facts = facts(segment, dates);
                let (subject, body) = (writer.subject(&facts), writer.body(&facts));
                assert!(subject.contains(NAME), "{subject}");
                assert!(body.contains(NAME) && body.contains("Aremko"), "{body}");
                for text in [subject, body, writer.offer(&facts).title] {
                    assert!(
                        !text.contains("proposal-") && !text.contains("{ "),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn who_came_once_is_not_told_of_habits() {
        let organisation = Organisation::default();
        let writer = Writer::new(Language::Es, &organisation);
        let body = |dates: &[&str]| writer.body(&facts(Segment::Lost, dates));
        assert!(body(&["2024-03-09"]).contains("lo que elegiste cuando nos visitaste (Masajes)"));
        assert!(body(&["2024-03-09", "2024-01-09"]).contains("lo que más eliges (Masajes)"));
        assert!(!body(&[]).contains("eliges (") && !body(&[]).contains("elegiste"));
    }

    #[test]
    fn among_very_many_nobody_is_counted_to_the_end() {
        let mut facts = facts(Segment::Lost, &["2024-03-09"]);
        let spent = |facts: &Facts| {
            read(facts, Language::Es)
                .iter()
                .any(|line| line.contains("que más gasta"))
        };
        assert!(spent(&facts));
        facts.standing = facts.standing.map(|standing| Standing {
            ahead: MOST_AHEAD,
            ranked: 1_000_000,
            ..standing
        });
        assert!(!spent(&facts));
    }

    #[test]
    fn the_month_of_another_year_has_its_year() {
        let organisation = Organisation::default();
        let writer = Writer::new(Language::Es, &organisation);
        let body = |date| writer.body(&facts(Segment::Lost, &[date]));
        assert!(body("2024-03-09").contains("en marzo de 2024."));
        assert!(body("2025-03-09").contains("en marzo."));
    }

    #[test]
    fn the_offer_is_the_segments_limit_for_thirty_days() {
        let organisation = Organisation::default();
        let offer = Writer::new(Language::Es, &organisation).offer(&facts(Segment::AtRisk, &[]));
        assert_eq!((offer.percent, offer.valid_until), (20, day("2025-11-25")));
    }
}
