//! What may be said of a campaign, or of all, after 30, 60 and 90 days. Pure.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::assignment::Arm;
use super::model::Head;
use super::uplift::{Estimate, Stratum, capped, estimate};
use crate::domain::CampaignId;

/// So many days after it was sent a campaign is looked at.
pub const HORIZONS: [i32; 3] = [30, 60, 90];
/// The one figure that counts, chosen before anybody looked, is the visits of this horizon: of many figures one always
/// seems to say something.
pub const MAIN_HORIZON: i32 = 60;
/// Where fewer of those who were to be sent something were, the result says little of what a mail does.
pub const LEAST_SENT: f64 = 0.5;

/// Which arms stand against which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contrast {
    /// Whoever was to be sent something, against those held out
    SentHeld,
    /// Variant A against variant B
    AB,
}

impl Contrast {
    /// Of which a page makes its words.
    pub fn name(self) -> &'static str {
        match self {
            Self::SentHeld => "sent",
            Self::AB => "ab",
        }
    }

    /// `Some(true)` on the first side.
    fn side(self, arm: Arm) -> Option<bool> {
        match (self, arm) {
            (Self::SentHeld, Arm::Held) => Some(false),
            (Self::SentHeld, _) | (Self::AB, Arm::A) => Some(true),
            (Self::AB, Arm::B) => Some(false),
            (Self::AB, Arm::Held) => None,
        }
    }
}

/// The figures of one horizon.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// Some of the days are still to come; the day on which all are over, once everything is sent.
    TooEarly(Option<NaiveDate>),
    /// There is nobody on one of the sides.
    Nothing,
    Found {
        visits: Estimate,
        /// Minor units.
        revenue: Estimate,
        /// What one head counts for at most, in minor units; of several campaigns the highest.
        cap: i64,
        /// The share that was really sent of all who were to be.
        sent: f64,
    },
}

/// What `heads`, who were looked at for `days`, say on `today`; without campaigns that sent less than `least_sent`.
pub fn find(
    heads: &[Head],
    contrast: Contrast,
    days: i32,
    today: NaiveDate,
    least_sent: f64,
) -> Finding {
    let mut campaigns: BTreeMap<CampaignId, Vec<&Head>> = BTreeMap::new();
    for head in heads {
        campaigns.entry(head.campaign).or_default().push(head);
    }
    let (mut ripe, early): (Vec<_>, Vec<_>) = campaigns
        .into_values()
        .map(|heads| (ripe_on(&heads, days), heads))
        .partition(|(ripe_on, _)| ripe_on.is_some_and(|day| day <= today));
    if ripe.is_empty() && !early.is_empty() {
        return Finding::TooEarly(early.iter().filter_map(|(day, _)| *day).min());
    }
    ripe.retain(|(_, heads)| share_sent(heads) >= least_sent);
    let strata = |of: fn(&Head) -> f64| -> Vec<Stratum> {
        ripe.iter()
            .map(|(_, heads)| stratum(heads, contrast, of))
            .collect()
    };
    let lowered: Vec<(Stratum, f64)> = strata(|head| head.revenue as f64)
        .iter()
        .map(capped)
        .collect();
    let cap = lowered.iter().map(|(_, cap)| *cap).fold(0.0, f64::max);
    let spent: Vec<Stratum> = lowered.into_iter().map(|(stratum, _)| stratum).collect();
    match (
        estimate(&strata(|head| head.visits as f64)),
        estimate(&spent),
    ) {
        (Some(visits), Some(revenue)) => Finding::Found {
            visits,
            revenue,
            cap: cap as i64,
            sent: share_sent(ripe.iter().flat_map(|(_, heads)| heads)),
        },
        _ => Finding::Nothing,
    }
}

/// The share that was sent of those who were to be; 0 where nobody was.
fn share_sent<'a>(heads: impl IntoIterator<Item = &'a &'a Head>) -> f64 {
    let (mut sent, mut assigned) = (0, 0);
    for head in heads.into_iter().filter(|head| head.arm != Arm::Held) {
        sent += i64::from(head.was_sent);
        assigned += 1;
    }
    sent as f64 / assigned.max(1) as f64
}

/// The first day on which everybody's days are over; `None` while the campaign may still send.
fn ripe_on(heads: &[&Head], days: i32) -> Option<NaiveDate> {
    if heads.iter().any(|head| !head.is_over) {
        return None;
    }
    let last = heads.iter().map(|head| head.day).max()?;
    last.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0) + 1))
}

fn stratum(heads: &[&Head], contrast: Contrast, of: fn(&Head) -> f64) -> Stratum {
    let side = |wanted| {
        let there = heads
            .iter()
            .filter(|head| contrast.side(head.arm) == Some(wanted));
        there.map(|head| of(head)).collect()
    };
    Stratum {
        sent: side(true),
        held: side(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(campaign: i64, arm: Arm, visits: i64) -> Head {
        Head {
            campaign: campaign.into(),
            arm,
            day: "2025-06-01".parse().unwrap(),
            is_over: true,
            was_sent: arm != Arm::Held,
            visits,
            revenue: visits * 1000,
        }
    }

    fn on(day: &str, heads: &[Head], contrast: Contrast) -> Finding {
        find(heads, contrast, 30, day.parse().unwrap(), LEAST_SENT)
    }

    fn heads() -> Vec<Head> {
        let arms = [Arm::A, Arm::A, Arm::B, Arm::B, Arm::Held, Arm::Held];
        let visits = [2, 4, 1, 1, 0, 2];
        arms.into_iter()
            .zip(visits)
            .map(|(arm, visits)| head(1, arm, visits))
            .collect()
    }

    fn means(finding: Finding) -> (f64, f64) {
        match finding {
            Finding::Found { visits, .. } => (visits.sent, visits.held),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn both_variants_stand_against_the_held_out_and_against_each_other() {
        assert_eq!(
            means(on("2025-07-02", &heads(), Contrast::SentHeld)),
            (2.0, 1.0)
        );
        assert_eq!(means(on("2025-07-02", &heads(), Contrast::AB)), (3.0, 1.0));
    }

    #[test]
    fn until_the_days_of_the_last_are_over_it_is_too_early() {
        let ripe: NaiveDate = "2025-07-02".parse().unwrap();
        let early = on("2025-07-01", &heads(), Contrast::SentHeld);
        assert_eq!(early, Finding::TooEarly(Some(ripe)));
        let mut sending = heads();
        sending[0].is_over = false;
        let early = on("2026-01-01", &sending, Contrast::SentHeld);
        assert_eq!(early, Finding::TooEarly(None));
    }

    #[test]
    fn of_all_campaigns_those_count_whose_days_are_over() {
        let mut all = heads();
        all.extend(heads().into_iter().map(|head| Head {
            campaign: 2.into(),
            day: "2025-06-20".parse().unwrap(),
            visits: 9,
            ..head
        }));
        assert_eq!(
            means(on("2025-07-02", &all, Contrast::SentHeld)),
            (2.0, 1.0)
        );
        assert_eq!(
            means(on("2025-08-02", &all, Contrast::SentHeld)),
            (5.5, 5.0)
        );
    }

    #[test]
    fn a_campaign_that_hardly_sent_is_left_out_of_all_and_says_its_share() {
        let mut all = heads();
        for head in &mut all {
            head.was_sent = head.arm == Arm::A && head.visits == 2;
        }
        let day: NaiveDate = "2025-08-02".parse().unwrap();
        match find(&all, Contrast::SentHeld, 30, day, 0.0) {
            Finding::Found { sent, .. } => assert_eq!(sent, 0.25),
            other => panic!("{other:?}"),
        }
        assert_eq!(on("2025-08-02", &all, Contrast::SentHeld), Finding::Nothing);
        let better = heads().into_iter().map(|head| Head {
            campaign: 2.into(),
            ..head
        });
        all.extend(better);
        assert_eq!(
            means(on("2025-08-02", &all, Contrast::SentHeld)),
            (2.0, 1.0)
        );
    }

    #[test]
    fn without_anybody_held_out_there_is_nothing_to_compare_with() {
        let sent: Vec<Head> = heads()
            .into_iter()
            .filter(|head| head.arm != Arm::Held)
            .collect();
        assert_eq!(
            on("2025-07-02", &sent, Contrast::SentHeld),
            Finding::Nothing
        );
        assert_eq!(on("2025-07-02", &[], Contrast::SentHeld), Finding::Nothing);
    }
}
