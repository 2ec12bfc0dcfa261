use askama::Template;
use chrono::NaiveDate;

use crate::campaigns::model::Head;
use crate::campaigns::report::{self, Contrast, Finding, HORIZONS, LEAST_SENT, MAIN_HORIZON};
use crate::campaigns::uplift::{Estimate, Verdict, WORTHWHILE};
use crate::web::Page;

/// What all campaigns brought in.
#[derive(Template)]
#[template(path = "campaigns/results.html")]
pub struct ResultsPage {
    pub page: Page,
    /// None before a campaign was ever started.
    results: Vec<Comparison>,
}

impl ResultsPage {
    pub fn new(page: Page, heads: &[Vec<Head>]) -> Self {
        let is_begun = heads.iter().any(|heads| !heads.is_empty());
        let results = is_begun.then(|| Comparison::of_all(&page, heads));
        Self {
            results: results.into_iter().collect(),
            page,
        }
    }

    /// Each horizon has campaigns of its own.
    fn is_pooled(&self) -> bool {
        true
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
    /// How many customers are on each side.
    pub heads: Option<(usize, usize)>,
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
    pub(super) fn of_one(page: &Page, heads: Option<&[Vec<Head>]>, contrast: Contrast) -> Self {
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
        heads: None,
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
            horizon.heads = Some((visits.sent_heads, visits.held_heads));
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
