use std::ops::Deref;

use askama::Template;

use super::results::Comparison;
use crate::campaigns::actions::Selection;
use crate::campaigns::approval::Unsendable;
use crate::campaigns::assignment::Arm;
use crate::campaigns::eligibility::LeftOut;
use crate::campaigns::model::{Campaign, Head, Listed, Outcome, State};
use crate::campaigns::queries::{Reactions, Tally};
use crate::campaigns::report::Contrast;
use crate::proposals::engine::Fallback;
use crate::web::{Page, Pages};

/// How far a campaign is, for whoever watches: the head and the bar of its page.
#[derive(Template)]
#[template(path = "campaigns/progress.html")]
pub struct ProgressPart(ShowPage);

impl ProgressPart {
    pub fn new(page: Page, campaign: Campaign, tallies: Vec<Tally>) -> Self {
        let show = ShowPage::of_draft(page, campaign, Selection::default());
        Self(ShowPage { tallies, ..show })
    }
}

/// Its template is made of the same parts.
impl Deref for ProgressPart {
    type Target = ShowPage;

    fn deref(&self) -> &ShowPage {
        &self.0
    }
}

/// The page of one campaign: a draft with whom it would reach, or what became of everybody.
#[derive(Template)]
#[template(path = "campaigns/show.html")]
pub struct ShowPage {
    pub page: Page,
    /// Of the proposals that wait for a person, those that cannot be sent as they stand.
    pub(in crate::campaigns) unsendable: Unsendable,
    /// Where another engine was asked for: how many the builtin one wrote in its place, and why.
    pub(in crate::campaigns) fallbacks: Vec<(Fallback, i64)>,
    pub(in crate::campaigns) campaign: Campaign,
    /// Of a draft.
    pub(in crate::campaigns) selection: Selection,
    pub(in crate::campaigns) tallies: Vec<Tally>,
    pub(in crate::campaigns) rows: Vec<Listed>,
    pub(in crate::campaigns) outcome: Option<Outcome>,
    pub(in crate::campaigns) pages: Pages,
    pub(in crate::campaigns) results: Vec<Comparison>,
    pub(in crate::campaigns) reactions: Vec<Reactions>,
}

impl ShowPage {
    pub fn of_draft(page: Page, campaign: Campaign, selection: Selection) -> Self {
        Self {
            page,
            campaign,
            selection,
            tallies: Vec::new(),
            rows: Vec::new(),
            outcome: None,
            pages: Pages::new(1, 0),
            results: Vec::new(),
            reactions: Vec::new(),
            unsendable: Unsendable::default(),
            fallbacks: Vec::new(),
        }
    }

    pub fn of_started(
        page: Page,
        campaign: Campaign,
        tallies: Vec<Tally>,
        (heads, reactions): (Option<&[Vec<Head>]>, Vec<Reactions>),
        (rows, outcome, pages): (Vec<Listed>, Option<Outcome>, Pages),
    ) -> Self {
        let mut contrasts = vec![Contrast::SentHeld];
        if campaign.has_two_variants() {
            contrasts.push(Contrast::AB);
        }
        let compare = |contrast| Comparison::of_one(&page, heads, contrast);
        let results = contrasts.into_iter().map(compare).collect();
        Self {
            page,
            campaign,
            selection: Selection::default(),
            tallies,
            rows,
            outcome,
            pages,
            results,
            reactions,
            unsendable: Unsendable::default(),
            fallbacks: Vec::new(),
        }
    }

    fn is_pooled(&self) -> bool {
        false
    }

    /// The address of something that is done to it.
    fn action(&self, what: &str) -> String {
        format!("/campaigns/{}/{what}", self.campaign.id)
    }

    fn is_draft(&self) -> bool {
        self.campaign.state == State::Draft
    }

    fn is_running(&self) -> bool {
        self.campaign.state == State::Running
    }

    /// Whether the reader may edit, approve or delete.
    fn is_own(&self) -> bool {
        let reader = self.page.user().map(|viewer| viewer.id);
        reader == Some(self.campaign.created_by) || self.page.can("campaign_start")
    }

    fn may_start(&self) -> bool {
        self.page.can("campaign_start") && self.selection.sent() > 0
    }

    fn question(&self) -> String {
        self.page.tn("campaign-people", self.will_send())
    }

    fn will_send(&self) -> i64 {
        self.selection.sent() as i64
    }

    fn in_arm(&self, arm: &str) -> i64 {
        arm.parse()
            .map_or(0, |arm| self.selection.count(arm) as i64)
    }

    /// Who is left out of a draft or was left out at the start, by reason, the most first.
    fn left_out(&self) -> Vec<(LeftOut, i64)> {
        let count = |reason: LeftOut| match self.is_draft() {
            true => self.selection.left_out(reason) as i64,
            false => {
                let is_it = |tally: &&Tally| {
                    tally.outcome == Outcome::LeftOut
                        && tally.reason.as_deref() == Some(reason.as_str())
                };
                self.tallies
                    .iter()
                    .filter(is_it)
                    .map(|tally| tally.count)
                    .sum()
            }
        };
        let mut counts: Vec<(LeftOut, i64)> = LeftOut::ALL
            .iter()
            .map(|reason| (*reason, count(*reason)))
            .filter(|(_, count)| *count > 0)
            .collect();
        counts.sort_by_key(|(_, count)| -count);
        counts
    }

    fn count(&self, outcome: Outcome) -> i64 {
        let found = self.tallies.iter().filter(|tally| tally.outcome == outcome);
        found.map(|tally| tally.count).sum()
    }

    /// How many are to get a proposal.
    fn sending(&self) -> i64 {
        let counted = self
            .tallies
            .iter()
            .filter(|tally| tally.arm.is_some_and(|arm| arm != Arm::Held));
        counted.map(|tally| tally.count).sum()
    }

    /// How many of them the campaign has nothing to do with any more.
    fn settled(&self) -> i64 {
        let open = self.tallies.iter().filter(|tally| tally.outcome.is_open());
        self.sending() - open.map(|tally| tally.count).sum::<i64>()
    }

    fn progress_text(&self) -> String {
        let (done, of) = (
            self.page.number(self.settled()),
            self.page.number(self.sending()),
        );
        self.page.tv2("campaign-progress", "done", done, "of", of)
    }

    /// What waits for a person, with where it is: proposals to read, mails of which nobody knows whether they arrived.
    fn calls(&self) -> Vec<(&'static str, String, String)> {
        let call = |(kind, outcome, key): (&'static str, Outcome, &str)| {
            let count = self.count(outcome);
            (count > 0).then(|| (kind, self.page.tn(key, count), self.address(Some(outcome))))
        };
        let ready = (!self.campaign.state.is_over()).then_some((
            "info",
            Outcome::Ready,
            "campaign-call-ready",
        ));
        let uncertain = Some(("warn", Outcome::Uncertain, "campaign-call-uncertain"));
        let held = Some(("warn", Outcome::Held, "campaign-call-held"));
        [ready, uncertain, held]
            .into_iter()
            .flatten()
            .filter_map(call)
            .collect()
    }

    /// A draft that asks for a control group and is too small to get one.
    fn lacks_control(&self) -> bool {
        self.campaign.holdout_percent > 0 && self.will_send() > 0 && self.in_arm("held") == 0
    }

    /// Each outcome that somebody came to, with its tab.
    fn tabs(&self) -> Vec<(String, String, bool, String)> {
        let tab = |outcome: &Outcome| {
            let count = self.page.number(self.count(*outcome));
            let is_on = self.outcome == Some(*outcome);
            (
                self.address(Some(*outcome)),
                self.page.t(&outcome.key()),
                is_on,
                count,
            )
        };
        let there = Outcome::ALL
            .iter()
            .filter(|outcome| self.count(**outcome) > 0);
        there.map(tab).collect()
    }

    fn address(&self, outcome: Option<Outcome>) -> String {
        let id = self.campaign.id;
        match outcome {
            Some(outcome) => format!("/campaigns/{id}?outcome={outcome}"),
            None => format!("/campaigns/{id}"),
        }
    }

    fn base(&self) -> String {
        let joint = if self.outcome.is_some() { '&' } else { '?' };
        format!("{}{joint}", self.address(self.outcome))
    }

    fn reason(&self, row: &Listed) -> String {
        let reason = row
            .reason
            .as_deref()
            .and_then(|reason| reason.parse::<LeftOut>().ok());
        reason
            .map(|reason| self.page.t(&reason.key()))
            .unwrap_or_default()
    }

    fn arm(&self, row: &Listed) -> String {
        match row.arm {
            Some(arm) => self.page.t(&format!("campaign-arm-{arm}")),
            None => String::new(),
        }
    }

    fn can_approve(&self, row: &Listed) -> bool {
        row.outcome == Outcome::Ready && self.is_own() && !self.campaign.state.is_over()
    }

    fn has_approvals(&self) -> bool {
        self.rows.iter().any(|row| self.can_approve(row))
    }

    fn is_unfounded(&self, row: &Listed) -> bool {
        let unfounded = &self.unsendable.unfounded;
        row.proposal.is_some_and(|id| unfounded.contains(&id))
    }

    fn is_ended(&self, row: &Listed) -> bool {
        let ended = &self.unsendable.ended;
        row.proposal.is_some_and(|id| ended.contains(&id))
    }

    /// How many wait for a person and could be sent as they stand.
    fn without_marks(&self) -> i64 {
        self.count(Outcome::Ready) - self.unsendable.len() as i64
    }

    fn approve_all(&self) -> String {
        self.page.tn("campaign-approve-all", self.without_marks())
    }

    fn approve_all_text(&self) -> String {
        self.page
            .tn("campaign-approve-all-text", self.without_marks())
    }

    /// "20 % · Vuelve"; empty where nothing is offered.
    fn offer(&self, row: &Listed) -> String {
        let Some(percent) = row.percent else {
            return String::new();
        };
        let percent = self.page.percent(f64::from(percent) / 100.0);
        match row.offer.as_deref() {
            None | Some("") => percent,
            Some(title) => format!("{percent} · {title}"),
        }
    }

    fn engine(&self) -> String {
        let name = self.page.t(&format!("engine-{}", self.campaign.engine));
        self.page.tv("campaign-engine", "engine", name)
    }

    fn window(&self) -> String {
        self.page.tv3(
            "campaign-window",
            ("from", format!("{}:00", self.campaign.from_hour)),
            ("to", format!("{}:00", self.campaign.to_hour)),
            ("rate", self.page.number(self.campaign.per_hour)),
        )
    }

    fn first_day(&self) -> Option<String> {
        let day = self.campaign.send_from?;
        Some(
            self.page
                .tv("campaign-first-day", "date", self.page.date(&day)),
        )
    }

    fn audience_href(&self) -> String {
        format!("/customers?{}", self.campaign.audience)
    }

    /// The arms that a draft has an example of, with the variant's letter.
    fn examples(&self) -> Vec<(Arm, &'static str)> {
        let arms = [(Arm::A, "A"), (Arm::B, "B")];
        let there = arms
            .into_iter()
            .filter(|(arm, _)| self.selection.count(*arm) > 0);
        there.collect()
    }

    /// "A: …" for each variant.
    fn variants(&self) -> Vec<(String, String)> {
        let texts = self.campaign.variants().into_iter().map(|variant| {
            let subject = variant
                .subject
                .unwrap_or_else(|| self.page.t("campaign-subject-own"));
            match variant.percent {
                Some(percent) => {
                    let percent = self.page.percent(f64::from(percent) / 100.0);
                    self.page
                        .tv2("campaign-variant", "subject", subject, "percent", percent)
                }
                None => subject,
            }
        });
        ["A", "B"]
            .into_iter()
            .map(str::to_owned)
            .zip(texts)
            .collect()
    }
}
