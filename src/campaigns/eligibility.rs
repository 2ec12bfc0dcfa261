//! Who of an audience is left out of a campaign, and why. Pure: the facts come from `queries::list_audience`.

use std::collections::HashSet;

use super::assignment::Division;
use crate::domain::CustomerId;
use crate::messages::{Purpose, Reason, RecipientFacts, address_key, judge};
use crate::text_enum;

text_enum! {
    /// Why somebody gets nothing of a campaign; the page says it in words (`campaign-left-out-…`).
    pub enum LeftOut {
        NoConsent = "no_consent",
        NoAddress = "no_address",
        InvalidAddress = "invalid_address",
        Suppressed = "suppressed",
        Unsubscribed = "unsubscribed",
        /// Some commercial message, on any channel, reached out too lately.
        MailedLately = "mailed_lately",
        OverCap = "over_cap",
        PrefersLess = "prefers_less",
        Blocked = "blocked",
        Deleted = "deleted",
        /// Another campaign has yet to write, or holds her out to see what it brings in.
        OtherCampaign = "other_campaign",
        /// The offer ended before its turn came.
        OfferOver = "offer_over",
        /// Families share one; it is written to once.
        SameAddress = "same_address",
        OverLimit = "over_limit",
        /// A person read the proposal and did not want it sent.
        Rejected = "rejected",
        /// When the turn came the text said what no fact covers: a person is to look again.
        Unfounded = "unfounded",
    }
}

impl LeftOut {
    pub fn key(self) -> String {
        format!("campaign-left-out-{self}")
    }
}

impl From<Reason> for LeftOut {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NoAddress => Self::NoAddress,
            Reason::InvalidAddress => Self::InvalidAddress,
            Reason::Suppressed => Self::Suppressed,
            Reason::Unsubscribed => Self::Unsubscribed,
            Reason::OverCap => Self::OverCap,
            Reason::PrefersLess => Self::PrefersLess,
            Reason::CustomerBlocked => Self::Blocked,
            Reason::CustomerDeleted => Self::Deleted,
            _ => Self::NoConsent,
        }
    }
}

/// Somebody whom the campaign's filter names.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub customer: CustomerId,
    /// As given.
    pub email: String,
    pub facts: RecipientFacts,
    /// Something commercial was sent, or is on its way, within the pause of the settings.
    pub was_mailed_lately: bool,
    /// A member of another campaign that has yet to write to her, or that holds her out.
    pub is_in_another: bool,
}

/// The first obstacle of one candidate.
pub fn check(candidate: &Candidate) -> Result<String, LeftOut> {
    let address = address_key(&candidate.email)?;
    judge(&candidate.facts, Purpose::Commercial)?;
    match candidate.was_mailed_lately {
        true => Err(LeftOut::MailedLately),
        false => Ok(address),
    }
}

/// Each candidate with what the campaign makes of it. Whom a limit or a shared address leaves out is drawn by lot, so
/// that those who are in stand for all.
pub fn select(
    candidates: &[Candidate],
    division: &Division,
    limit: Option<usize>,
) -> Vec<(CustomerId, Result<(), LeftOut>)> {
    let mut drawn: Vec<&Candidate> = candidates.iter().collect();
    drawn.sort_by_cached_key(|candidate| (division.place(candidate.customer), candidate.customer));
    let mut addresses = HashSet::new();
    let mut left = limit.unwrap_or(usize::MAX);
    let mut judge = |candidate: &Candidate| {
        let address = check(candidate)?;
        if candidate.is_in_another {
            return Err(LeftOut::OtherCampaign);
        }
        if !addresses.insert(address) {
            return Err(LeftOut::SameAddress);
        }
        left = left.checked_sub(1).ok_or(LeftOut::OverLimit)?;
        Ok(())
    };
    drawn
        .into_iter()
        .map(|candidate| (candidate.customer, judge(candidate)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::CustomerFacts;

    fn candidate(id: i64) -> Candidate {
        let known = CustomerFacts {
            consent: Some("given".to_owned()),
            ..Default::default()
        };
        Candidate {
            customer: id.into(),
            email: format!("persona{id}@correo.cl"),
            facts: RecipientFacts {
                customer: Some(known),
                ..Default::default()
            },
            was_mailed_lately: false,
            is_in_another: false,
        }
    }

    fn division() -> Division {
        Division {
            seed: 1,
            holdout_percent: 10,
            has_two_variants: false,
        }
    }

    #[test]
    fn who_is_in_another_campaign_is_left_to_it() {
        let mut candidates = [candidate(1), candidate(2)];
        candidates[0].is_in_another = true;
        let selected = select(&candidates, &division(), None);
        let of = |id: i64| {
            selected
                .iter()
                .find(|(customer, _)| customer.get() == id)
                .unwrap()
                .1
        };
        assert_eq!((of(1), of(2)), (Err(LeftOut::OtherCampaign), Ok(())));
        // Whom it has drawn already it may write to.
        assert!(check(&candidates[0]).is_ok());
    }

    #[test]
    fn each_obstacle_has_its_reason() {
        let mut without_address = candidate(1);
        without_address.email = " ".into();
        let mut blocked = candidate(1);
        blocked.facts.customer.as_mut().unwrap().is_blocked = true;
        let mut suppressed = candidate(1);
        suppressed.facts.is_suppressed = true;
        let mut refused = candidate(1);
        refused.facts.customer.as_mut().unwrap().consent = Some("refused".into());
        let mut lately = candidate(1);
        lately.was_mailed_lately = true;
        for (candidate, reason) in [
            (without_address, LeftOut::NoAddress),
            (blocked, LeftOut::Blocked),
            (suppressed, LeftOut::Suppressed),
            (refused, LeftOut::NoConsent),
            (lately, LeftOut::MailedLately),
        ] {
            assert_eq!(check(&candidate), Err(reason));
        }
        assert_eq!(check(&candidate(1)), Ok("persona1@correo.cl".to_owned()));
    }

    #[test]
    fn an_address_is_written_to_once_whatever_its_case() {
        let mut twin = candidate(2);
        twin.email = " PERSONA1@correo.cl".into();
        let chosen = select(&[candidate(1), twin], &division(), None);
        let outcomes: Vec<_> = chosen.iter().map(|(_, outcome)| *outcome).collect();
        assert_eq!(outcomes, [Ok(()), Err(LeftOut::SameAddress)]);
    }

    #[test]
    fn a_limit_draws_by_lot_and_those_with_an_obstacle_use_none_of_it() {
        let mut candidates: Vec<_> = (1..=100).map(candidate).collect();
        for candidate in &mut candidates[50..] {
            candidate.was_mailed_lately = true;
        }
        let chosen = select(&candidates, &division(), Some(30));
        let count = |wanted| chosen.iter().filter(|(_, found)| *found == wanted).count();
        assert_eq!(count(Ok(())), 30);
        assert_eq!(count(Err(LeftOut::OverLimit)), 20);
        assert_eq!(count(Err(LeftOut::MailedLately)), 50);
        let first: Vec<_> = chosen.iter().map(|(customer, _)| customer.get()).collect();
        assert!(!first.is_sorted());
    }
}
