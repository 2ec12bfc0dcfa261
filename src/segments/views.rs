use askama::Template;
use chrono::Months;

use super::grid::{Grid, Group};
use super::queries::Years;
use super::rfm::Segment;
use crate::web::charts::{self, GridCell, GridRow};
use crate::web::{Page, query};

#[derive(Template)]
#[template(path = "segments/index.html")]
pub struct SegmentsPage {
    pub page: Page,
    pub grid: Grid,
    pub years: Years,
    pub chart: charts::Grid,
}

impl SegmentsPage {
    fn places(&self) -> Vec<(&'static str, &'static str, bool)> {
        places("/segments")
    }

    fn link(&self, group: &Group) -> String {
        query("/customers", &[("segment", group.segment.as_str())])
    }

    /// What the group spent in the last twelve months, in minor units.
    fn year(&self, group: &Group) -> i64 {
        self.years.of(group.segment)
    }

    /// The share of a group among those with history, as text.
    fn share(&self, group: &Group) -> String {
        let all = self.grid.with_history();
        match group.segment == Segment::NoHistory || all == 0 {
            true => "–".to_owned(),
            false => self.page.percent(group.customers as f64 / all as f64),
        }
    }

    /// The share of a group in what all have spent, as text.
    fn revenue_share(&self, group: &Group) -> String {
        match self.grid.revenue_share(group) {
            Some(share) => self.page.percent(share),
            None => "–".to_owned(),
        }
    }

    /// Which twelve months are meant, by their days.
    fn year_text(&self) -> String {
        let today = self.page.today;
        let before = today.checked_sub_months(Months::new(12)).unwrap_or(today);
        let first = before.succ_opt().unwrap_or(today);
        self.page.tv2(
            "segments-year-text",
            "from",
            self.page.date(&first),
            "to",
            self.page.date(&today),
        )
    }

    fn rule_key(&self, group: &Group) -> String {
        format!("segment-rule-{}", group.segment)
    }

    fn total_spend(&self) -> i64 {
        self.grid.spend()
    }
}

/// The pages of this feature: address, key of the name, whether it is this one.
pub fn places(current: &str) -> Vec<(&'static str, &'static str, bool)> {
    let places = [
        ("/segments", "segments-place"),
        ("/segments/movement", "movement-title"),
        ("/segments/thresholds", "thresholds-title"),
    ];
    let place = |(href, key)| (href, key, href == current);
    places.into_iter().map(place).collect()
}

/// Recency down, frequency across; each field with its customers, their spend and their segments.
pub fn grid_chart(page: &Page, grid: &Grid) -> charts::Grid {
    let largest = fields()
        .map(|(r, f)| spend_at(grid, r, f))
        .max()
        .unwrap_or(0);
    let rows = [3, 2, 1].map(|r| GridRow {
        name: format!("R{r}"),
        range: range(page, "r", r),
        cells: [1, 2, 3].map(|f| field(page, grid, r, f, largest)).into(),
    });
    charts::Grid {
        columns: [1, 2, 3]
            .map(|f| (format!("F{f}"), range(page, "f", f)))
            .into(),
        rows: rows.into(),
        scale: (page.money_short(0), page.money_short(largest)),
    }
}

fn fields() -> impl Iterator<Item = (i16, i16)> {
    (1..=3).flat_map(|r| (1..=3).map(move |f| (r, f)))
}

fn spend_at(grid: &Grid, r: i16, f: i16) -> i64 {
    let there = grid
        .cells
        .iter()
        .filter(|cell| cell.scores.r == r && cell.scores.f == f);
    there.map(|cell| cell.group.spend).sum()
}

fn field(page: &Page, grid: &Grid, r: i16, f: i16, largest: i64) -> GridCell {
    let (count, revenue) = (grid.customers_at(r, f), spend_at(grid, r, f));
    let (r_text, f_text) = (r.to_string(), f.to_string());
    GridCell {
        id: format!("r{r}f{f}"),
        href: query("/customers", &[("r", &r_text), ("f", &f_text)]),
        count,
        count_text: page.number(count),
        revenue,
        revenue_text: page.money_short(revenue),
        heat: charts::heat(revenue, largest),
        segments: segments_at(page, grid, r, f),
    }
}

/// The segments that share a field, the largest first.
fn segments_at(page: &Page, grid: &Grid, r: i16, f: i16) -> Vec<(String, String)> {
    let mut counts: Vec<(Segment, i64)> = Vec::new();
    for cell in grid
        .cells
        .iter()
        .filter(|cell| cell.scores.r == r && cell.scores.f == f)
    {
        match counts
            .iter_mut()
            .find(|(segment, _)| *segment == cell.group.segment)
        {
            Some((_, count)) => *count += cell.group.customers,
            None => counts.push((cell.group.segment, cell.group.customers)),
        }
    }
    counts.sort_by_key(|(segment, count)| (-count, *segment));
    counts
        .into_iter()
        .map(|(segment, count)| (segment.to_string(), page.number(count)))
        .collect()
}

/// What a score means, in the organisation's thresholds.
fn range(page: &Page, axis: &str, score: i16) -> String {
    let rfm = &page.organisation.rfm;
    let (low, high) = match axis {
        "r" => (i64::from(rfm.r3_days), i64::from(rfm.r2_days)),
        _ => (rfm.f2, rfm.f3),
    };
    let (first, last) = match (axis, score) {
        ("r", 3) => (0, low),
        ("r", 2) => (low + 1, high),
        ("r", _) => (high, 0),
        (_, 1) => (low, 0),
        (_, 2) => (low, high - 1),
        _ => (high, 0),
    };
    page.tv2(
        &format!("range-{axis}{score}"),
        "from",
        page.number(first),
        "to",
        page.number(last),
    )
}
