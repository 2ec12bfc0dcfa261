use std::collections::HashSet;
use std::ops::Deref;

use askama::Template;
use chrono::NaiveDate;

use super::actions::Selection;
use super::assignment::Arm;
use super::eligibility::LeftOut;
use super::forms::CampaignForm;
use super::model::{Campaign, Head, Listed, Outcome, State};
use super::queries::{PAGE, Reactions, Tally};
use super::report::{self, Contrast, Finding, HORIZONS, LEAST_SENT, MAIN_HORIZON};
use super::uplift::{Estimate, Verdict, WORTHWHILE};
use crate::customers::SegmentFilter;
use crate::domain::{CampaignId, ProposalId, TemplateId};
use crate::proposals::engine::EngineName;
use crate::web::{FieldErrors, Page};

/// A page beyond it asks to filter.
const LAST_PAGE: i64 = 200;

/// The last page of so many rows.
pub fn last_page(total: i64) -> i64 {
    ((total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
}

/// "1–50 de 3.053"
fn range(page: &Page, number: i64, total: i64) -> String {
    let first = (number - 1) * PAGE + 1;
    page.tv3(
        "campaign-range",
        ("from", page.number(first.min(total))),
        ("to", page.number((number * PAGE).min(total))),
        ("total", page.number(total)),
    )
}

#[derive(Template)]
#[template(path = "campaigns/index.html")]
pub struct IndexPage {
    pub page: Page,
    /// With whose it is.
    pub rows: Vec<(Campaign, String)>,
    pub number: i64,
    pub total: i64,
}

impl IndexPage {
    fn last(&self) -> i64 {
        last_page(self.total)
    }

    fn range(&self) -> String {
        range(&self.page, self.number, self.total)
    }
}

#[derive(Template)]
#[template(path = "campaigns/form.html")]
pub struct FormPage {
    pub page: Page,
    /// `None`: a new one.
    pub campaign: Option<CampaignId>,
    pub form: CampaignForm,
    pub errors: FieldErrors,
    /// Those that a variant may choose.
    pub templates: Vec<(TemplateId, String)>,
}

impl FormPage {
    fn title(&self) -> String {
        let key = match self.campaign {
            Some(_) => "campaign-edit",
            None => "campaign-new",
        };
        self.page.t(key)
    }

    fn action(&self) -> String {
        match self.campaign {
            Some(id) => format!("/campaigns/{id}/edit"),
            None => "/campaigns".to_owned(),
        }
    }

    fn back(&self) -> String {
        match self.campaign {
            Some(id) => format!("/campaigns/{id}"),
            None => "/campaigns".to_owned(),
        }
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn problems(&self) -> Vec<(&'static str, String)> {
        let text = |(field, key): (&'static str, &str)| (field, self.page.t(key));
        self.errors.iter().map(text).collect()
    }

    fn engines(&self) -> Vec<(String, String)> {
        let text = |engine: &EngineName| {
            let name = self.page.t(&format!("engine-{engine}"));
            (engine.to_string(), name)
        };
        EngineName::ALL.iter().map(text).collect()
    }

    fn segments(&self) -> Vec<(String, String)> {
        let text = |segment: &SegmentFilter| {
            let key = match segment {
                SegmentFilter::WithHistory => "campaign-with-history".to_owned(),
                segment => format!("segment-{segment}"),
            };
            (segment.to_string(), self.page.t(&key))
        };
        SegmentFilter::ALL.iter().map(text).collect()
    }
}

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
    pub(super) unfounded: HashSet<ProposalId>,
    pub(super) campaign: Campaign,
    /// Of a draft.
    pub(super) selection: Selection,
    pub(super) tallies: Vec<Tally>,
    pub(super) rows: Vec<Listed>,
    pub(super) outcome: Option<Outcome>,
    pub(super) number: i64,
    pub(super) total: i64,
    pub(super) results: Vec<Comparison>,
    pub(super) reactions: Vec<Reactions>,
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
            number: 1,
            total: 0,
            results: Vec::new(),
            reactions: Vec::new(),
            unfounded: HashSet::new(),
        }
    }

    pub fn of_started(
        page: Page,
        campaign: Campaign,
        tallies: Vec<Tally>,
        (heads, reactions): (Option<&[Vec<Head>]>, Vec<Reactions>),
        (rows, outcome, number, total): (Vec<Listed>, Option<Outcome>, i64, i64),
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
            number,
            total,
            results,
            reactions,
            unfounded: HashSet::new(),
        }
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

    fn last(&self) -> i64 {
        last_page(self.total)
    }

    fn range(&self) -> String {
        range(&self.page, self.number, self.total)
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
        row.proposal.is_some_and(|id| self.unfounded.contains(&id))
    }

    /// How many wait for a person and could be sent as they stand.
    fn without_marks(&self) -> i64 {
        self.count(Outcome::Ready) - self.unfounded.len() as i64
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

/// What all campaigns brought in.
#[derive(Template)]
#[template(path = "campaigns/results.html")]
pub struct ResultsPage {
    pub page: Page,
    results: Vec<Comparison>,
}

impl ResultsPage {
    pub fn new(page: Page, heads: &[Vec<Head>]) -> Self {
        Self {
            results: vec![Comparison::of_all(&page, heads)],
            page,
        }
    }
}

/// One contrast over the horizons.
pub struct Comparison {
    /// `sent` or `ab`, of which the page's words are made.
    pub kind: &'static str,
    pub horizons: Vec<Horizon>,
}

pub struct Horizon {
    pub days: i32,
    /// Why there are no figures; else empty.
    pub why_not: String,
    /// How many of those assigned were sent; empty without figures.
    pub sent: String,
    pub figures: Vec<Figures>,
}

/// One line: what is counted, on both sides, and what may be said.
pub struct Figures {
    /// `visits` or `revenue`
    pub metric: &'static str,
    pub title: String,
    pub sent: String,
    pub held: String,
    pub difference: String,
    pub interval: String,
    pub verdict: String,
    /// The kind of the verdict's badge.
    pub kind: &'static str,
    pub raw: f64,
    /// The one that counts; the others are to look at.
    pub is_main: bool,
}

impl Comparison {
    /// `None`: it still sends, and nothing is ripe.
    fn of_one(page: &Page, heads: Option<&[Vec<Head>]>, contrast: Contrast) -> Self {
        let find = |(place, days): (usize, i32)| match heads.and_then(|heads| heads.get(place)) {
            Some(heads) => report::find(heads, contrast, days, page.today, 0.0),
            None => Finding::TooEarly(None),
        };
        Self::new(page, contrast, find)
    }

    fn of_all(page: &Page, heads: &[Vec<Head>]) -> Self {
        let contrast = Contrast::SentHeld;
        let find = |(place, days): (usize, i32)| {
            let heads = heads.get(place).map_or(&[][..], Vec::as_slice);
            report::find(heads, contrast, days, page.today, LEAST_SENT)
        };
        Self::new(page, contrast, find)
    }

    fn new(page: &Page, contrast: Contrast, find: impl Fn((usize, i32)) -> Finding) -> Self {
        let horizons = HORIZONS.into_iter().enumerate();
        Self {
            kind: contrast.name(),
            horizons: horizons
                .map(|place| horizon(page, (contrast, place.1), &find(place)))
                .collect(),
        }
    }
}

fn horizon(page: &Page, (contrast, days): (Contrast, i32), finding: &Finding) -> Horizon {
    let mut horizon = Horizon {
        days,
        why_not: String::new(),
        sent: String::new(),
        figures: Vec::new(),
    };
    match finding {
        Finding::TooEarly(day) => horizon.why_not = too_early(page, *day),
        Finding::Nothing => horizon.why_not = page.t("campaign-no-contrast"),
        Finding::Found {
            visits,
            revenue,
            cap,
            sent,
        } => {
            let share = page.percent(*sent);
            horizon.sent = page.tv("campaign-share-sent", "share", share);
            let cap = page.money(*cap);
            let of = (contrast, *sent);
            let title = page.t("campaign-visits");
            let mut visits = figures(page, ("visits", title), of, visits);
            visits.is_main = days == MAIN_HORIZON;
            let title = page.tv("campaign-revenue", "cap", cap);
            let revenue = figures(page, ("revenue", title), of, revenue);
            horizon.figures = vec![visits, revenue];
        }
    }
    horizon
}

fn too_early(page: &Page, day: Option<NaiveDate>) -> String {
    match day {
        Some(day) => page.tv("campaign-too-early", "date", page.date(&day)),
        None => page.t("campaign-still-sending"),
    }
}

fn figures(
    page: &Page,
    (metric, title): (&'static str, String),
    of: (Contrast, f64),
    found: &Estimate,
) -> Figures {
    let value = |x: f64| match metric {
        "revenue" => page.money(x.round() as i64),
        _ => page.organisation.locale.decimal(x, 2),
    };
    let (verdict, kind) = verdict(page, of, found);
    Figures {
        metric,
        title,
        sent: value(found.sent),
        held: value(found.held),
        difference: value(found.difference),
        interval: page.tv2(
            "campaign-interval",
            "low",
            value(found.low),
            "high",
            value(found.high),
        ),
        verdict,
        kind,
        raw: found.difference,
        is_main: false,
    }
}

/// What may be said, and the kind of its badge.
fn verdict(
    page: &Page,
    (contrast, sent): (Contrast, f64),
    found: &Estimate,
) -> (String, &'static str) {
    if sent < LEAST_SENT {
        return (page.t("campaign-verdict-hardly-sent"), "warn");
    }
    match (found.verdict(), contrast) {
        (Verdict::More, Contrast::SentHeld) => (page.t("campaign-verdict-more"), "ok"),
        (Verdict::Less, Contrast::SentHeld) => (page.t("campaign-verdict-less"), "bad"),
        // One variant's gain is not the campaign's loss.
        (Verdict::More, Contrast::AB) => (page.t("campaign-verdict-a-more"), "ok"),
        (Verdict::Less, Contrast::AB) => (page.t("campaign-verdict-b-more"), "ok"),
        (Verdict::Same, _) => (page.t("campaign-verdict-same"), "info"),
        (Verdict::Unclear, _) => (
            page.tv(
                "campaign-verdict-unclear",
                "share",
                page.percent(WORTHWHILE),
            ),
            "wait",
        ),
        (Verdict::TooSmall, _) => (too_small(page, contrast, found), "wait"),
    }
}

fn too_small(page: &Page, contrast: Contrast, found: &Estimate) -> String {
    match (found.needed, contrast) {
        (Some(needed), _) => {
            let needed = i64::try_from(needed).unwrap_or(i64::MAX);
            let share = page.percent(WORTHWHILE);
            page.tv2(
                "campaign-verdict-small",
                "n",
                page.number(needed),
                "share",
                share,
            )
        }
        (None, Contrast::SentHeld) => page.t("campaign-verdict-nobody"),
        (None, Contrast::AB) => page.t("campaign-verdict-nobody-b"),
    }
}
