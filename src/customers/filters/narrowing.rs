//! What narrows the list and is no field of a customer: what they came for, how long ago, and a word on any channel. Pure.

use super::{TEXT_MAX, written};
use crate::customers::model::{Channel, ConsentState};
use crate::customers::params::ListParams;

/// In days: nobody asks how long ago somebody came who came in another life.
const AWAY_MAX: i64 = 36_500;

/// A value that means nothing is as if it were absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Whoever had a service of it.
    pub category: String,
    /// The newest word on a channel: one part of the address for the fields of all channels.
    pub consent: Option<(Channel, ConsentState)>,
    /// Nobody who came within so many days.
    pub away: Option<i64>,
}

impl Narrowing {
    /// The parts of the address.
    pub const PARTS: [&str; 3] = ["category", "consent", "away"];

    pub fn read(params: &ListParams) -> Self {
        let category = params.part("category").trim();
        let away = params.part("away").trim().parse::<i64>().ok();
        Self {
            category: category.chars().take(TEXT_MAX).collect(),
            consent: read_consent(params.part("consent")),
            away: away.filter(|days| (1..=AWAY_MAX).contains(days)),
        }
    }

    /// The parts of the address; those that do not narrow are empty.
    pub fn pairs(&self) -> [(&'static str, String); 3] {
        let consent = self
            .consent
            .map(|(channel, state)| format!("{channel}-{state}"));
        let [category, said, away] = Self::PARTS;
        [
            (category, self.category.clone()),
            (said, consent.unwrap_or_default()),
            (away, written(self.away)),
        ]
    }

    /// What was typed for the days and is no number of them.
    pub fn unread(&self, params: &ListParams) -> Option<(String, String)> {
        let typed = params.part("away");
        let is_told = self.away.is_none() && !typed.trim().is_empty();
        is_told.then(|| ("away".to_owned(), typed.chars().take(TEXT_MAX).collect()))
    }
}

/// `email-given`
fn read_consent(text: &str) -> Option<(Channel, ConsentState)> {
    let (channel, state) = text.split_once('-')?;
    Some((channel.parse().ok()?, state.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Narrowing {
        Narrowing::read(&ListParams::of_query(query))
    }

    #[test]
    fn what_narrows_is_read_and_written_back() {
        let pairs = read("category=Masajes&consent=email-given&away=90").pairs();
        let pairs = pairs.map(|(name, value)| format!("{name}={value}"));
        assert_eq!(
            pairs,
            ["category=Masajes", "consent=email-given", "away=90"]
        );
    }

    #[test]
    fn what_means_nothing_is_absent() {
        for query in [
            "consent=email",
            "consent=fax-given",
            "consent=email-perhaps",
            "away=0",
            "away=999999",
        ] {
            assert_eq!(read(query), Narrowing::default(), "{query}");
        }
        let params = ListParams::of_query("away=pronto");
        let told = Narrowing::default().unread(&params);
        assert_eq!(told, Some(("away".to_owned(), "pronto".to_owned())));
    }
}
