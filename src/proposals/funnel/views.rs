use askama::Template;
use chrono::NaiveDate;

use super::model::{Dimension, Steps};
use crate::domain::Period;
use crate::segments::Segment;
use crate::web::Page;

#[derive(Template)]
#[template(path = "proposals/funnel.html")]
pub struct FunnelPage {
    pub page: Page,
    period: Period,
    dimension: Dimension,
    all: Steps,
    rows: Vec<Steps>,
}

impl FunnelPage {
    /// `rows`: that of all together first.
    pub fn new(page: Page, period: Period, dimension: Dimension, rows: Vec<Steps>) -> Self {
        let (all, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.key.is_none());
        if dimension == Dimension::Segment {
            rows.sort_by_key(place_of_segment);
        }
        Self {
            page,
            period,
            dimension,
            all: all.into_iter().next().unwrap_or_default(),
            rows,
        }
    }

    fn dimensions(&self) -> Vec<(String, String)> {
        let text = |dimension: &Dimension| {
            let words = self.page.t(&format!("funnel-by-{dimension}"));
            (dimension.to_string(), words)
        };
        Dimension::ALL.iter().map(text).collect()
    }

    fn head(&self) -> String {
        self.page.t(&format!("funnel-head-{}", self.dimension))
    }

    /// What the table is called: "Por campaña".
    fn by(&self) -> String {
        self.page.t(&format!("funnel-by-{}", self.dimension))
    }

    fn is_by_segment(&self) -> bool {
        self.dimension == Dimension::Segment
    }

    fn key<'a>(&self, row: &'a Steps) -> &'a str {
        row.key.as_deref().unwrap_or_default()
    }

    fn name(&self, row: &Steps) -> String {
        let key = self.key(row);
        match (self.dimension, &row.label) {
            (_, Some(label)) => label.clone(),
            (Dimension::Engine, _) => self.page.t(&format!("engine-{key}")),
            (Dimension::Month, _) => format!("{key}-01")
                .parse()
                .map_or_else(|_| key.to_owned(), |day: NaiveDate| self.page.month(&day)),
            (Dimension::Segment, _) => self.page.t(&format!("segment-{key}")),
            (Dimension::Person | Dimension::Campaign | Dimension::Template, None) => {
                self.page.t(&format!("funnel-no-{}", self.dimension))
            }
        }
    }

    /// Of those generated.
    fn share(&self, count: i64) -> String {
        match self.all.generated {
            0 => String::new(),
            all => self.page.percent(count as f64 / all as f64),
        }
    }

    fn edited(&self, row: &Steps) -> String {
        row.edited_share()
            .map_or_else(dash, |share| self.page.percent(share))
    }

    /// "4 min": one figure in the largest unit that fits.
    fn took(&self, row: &Steps) -> String {
        let Some(seconds) = row.seconds_to_send else {
            return dash();
        };
        let (key, unit) = match seconds {
            s if s < 60.0 => ("duration-seconds", 1.0),
            s if s < 3_600.0 => ("duration-minutes", 60.0),
            s if s < 172_800.0 => ("duration-hours", 3_600.0),
            _ => ("duration-days", 86_400.0),
        };
        self.page.tn(key, (seconds / unit).round() as i64)
    }

    fn raw_seconds(&self, row: &Steps) -> String {
        let seconds = row.seconds_to_send.map(|seconds| seconds.round() as i64);
        seconds
            .map(|seconds| seconds.to_string())
            .unwrap_or_default()
    }
}

/// The best first, as everywhere.
fn place_of_segment(row: &Steps) -> Option<usize> {
    let segment: Segment = row.key.as_deref()?.parse().ok()?;
    Segment::ALL.iter().position(|known| *known == segment)
}

fn dash() -> String {
    "–".to_owned()
}
