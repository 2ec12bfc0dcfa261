//! Geometry of the charts: plain numbers in, coordinates out, drawn by `templates/shared/charts.html`.
//!
//! Widths are percentages, so that a chart is as wide as its panel and its text never scales; heights are pixels.
//! Texts (labels, amounts) arrive formatted: nothing here knows a language or a currency. The large ones have a file each,
//! `bars`, `flow` and `ranks`; what is small is here.

mod bars;
mod flow;
mod ranks;

pub use bars::{Bars, Column};
pub use flow::{Band, Flow};
pub use ranks::{Rank, ranks};

/// Heat classes are `ht0` … `ht6`.
const HEAT_STEPS: f64 = 6.0;

/// A small line without axes.
#[derive(Debug, Clone)]
pub struct Spark {
    pub width: f64,
    pub height: f64,
    pub line: String,
    pub area: String,
    pub end_x: f64,
    pub end_y: f64,
}

impl Spark {
    /// A line of 84 by 30 pixels; fewer than two values make no line.
    pub fn new(values: &[i64]) -> Option<Self> {
        let (width, height) = (84.0, 30.0);
        let (low, high) = (*values.iter().min()?, *values.iter().max()?);
        if values.len() < 2 {
            return None;
        }
        let span = (high - low).max(1) as f64;
        let stride = (width - 4.0) / (values.len() - 1) as f64;
        let point = |(i, v): (usize, &i64)| {
            (
                round(2.0 + i as f64 * stride),
                round(height - 3.0 - (v - low) as f64 / span * (height - 6.0)),
            )
        };
        let points: Vec<(f64, f64)> = values.iter().enumerate().map(point).collect();
        let line = points
            .iter()
            .map(|(x, y)| format!("{x},{y}"))
            .collect::<Vec<_>>()
            .join(" ");
        let (end_x, end_y) = points[points.len() - 1];
        let area = format!(
            "M{},{height} L{} L{end_x},{height} Z",
            points[0].0,
            line.replace(' ', " L")
        );
        Some(Self {
            width,
            height,
            line,
            area,
            end_x,
            end_y,
        })
    }
}

/// A share drawn as a ring.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring {
    pub percent: u8,
    pub dash: String,
}

impl Ring {
    /// Radius of the ring in its 36-pixel square.
    pub const RADIUS: f64 = 15.5;

    /// `share` between 0 and 1; anything outside is clamped.
    pub fn new(share: f64) -> Self {
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let round_trip = 2.0 * std::f64::consts::PI * Self::RADIUS;
        Self {
            percent: (share * 100.0).round() as u8,
            dash: format!("{:.1} {round_trip:.1}", round_trip * share),
        }
    }
}

/// A part of a stacked bar.
#[derive(Debug, Clone)]
pub struct Part {
    pub label: String,
    /// The figure beside the label: `54` or `60%`.
    pub text: String,
    pub x: f64,
    pub width: f64,
    /// Colour class `c1` … `c3`, then `c4` for all the rest.
    pub class: &'static str,
}

/// Splits 100 % among (label, value, text); parts without a share keep their legend entry and get no width.
pub fn stack(parts: Vec<(String, i64, String)>) -> Vec<Part> {
    let total = parts.iter().map(|p| p.1.max(0)).sum::<i64>().max(1) as f64;
    let mut x = 0.0;
    let place = |(i, (label, value, text)): (usize, (String, i64, String))| {
        let width = value.max(0) as f64 / total * 100.0;
        let gap = if i > 0 && width > 1.0 { 0.4 } else { 0.0 };
        let class = ["c1", "c2", "c3", "c4"][i.min(3)];
        let part = Part {
            label,
            text,
            x: round2(x + gap),
            width: round2(width - gap),
            class,
        };
        x += width;
        part
    };
    parts.into_iter().enumerate().map(place).collect()
}

/// One column of the strip of visits per month.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    pub x: f64,
    pub width: f64,
    pub y: f64,
    pub height: f64,
}

/// Small columns of 40 pixels' height, the last six of which the style sheet draws stronger.
pub fn ticks(values: &[i64]) -> Vec<Tick> {
    let step = 100.0 / values.len().max(1) as f64;
    let top = values.iter().copied().max().unwrap_or(0).max(1) as f64;
    let place = |(i, v): (usize, &i64)| {
        let height = round((*v).max(0) as f64 / top * 38.0).max(1.0);
        Tick {
            x: round2(i as f64 * step + step * 0.12),
            width: round2(step * 0.76),
            y: round(40.0 - height),
            height,
        }
    };
    values.iter().enumerate().map(place).collect()
}

/// Share of `value` in `total` as a percentage for a bar's width, 0 to 100.
pub fn percent(value: i64, total: i64) -> f64 {
    if total <= 0 {
        0.0
    } else {
        round(value.max(0) as f64 / total as f64 * 100.0).min(100.0)
    }
}

/// Colour step 0 to 6 of a cell. The square root keeps small cells apart when one is far above the rest.
pub fn heat(value: i64, largest: i64) -> u8 {
    if value <= 0 || largest <= 0 {
        0
    } else {
        (HEAT_STEPS * (value as f64 / largest as f64).sqrt())
            .round()
            .min(HEAT_STEPS) as u8
    }
}

/// The grid of recency by frequency, rows from recent to long ago.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Of the frequency columns: name (`F1`) and range (`menos de 5`).
    pub columns: Vec<(String, String)>,
    pub rows: Vec<GridRow>,
    /// Labels of the colour scale's ends; empty strings hide the scale.
    pub scale: (String, String),
}

#[derive(Debug, Clone, Default)]
pub struct GridRow {
    pub name: String,
    pub range: String,
    pub cells: Vec<GridCell>,
}

#[derive(Debug, Clone, Default)]
pub struct GridCell {
    /// Machine name for `data-id`: `r3f1`.
    pub id: String,
    pub href: String,
    pub count: i64,
    pub count_text: String,
    /// Raw amount for `data-revenue`, and its short text; empty for people who may not see totals.
    pub revenue: i64,
    pub revenue_text: String,
    pub heat: u8,
    /// Segments inside the cell: key (`vip`) and number of customers.
    pub segments: Vec<(String, String)>,
}

fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

fn round2(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spark_needs_two_values_and_ends_at_the_last() {
        assert!(Spark::new(&[]).is_none() && Spark::new(&[4]).is_none());
        let spark = Spark::new(&[1, 3, 5]).expect("two values make a line");
        assert_eq!((spark.end_x, spark.end_y), (82.0, 3.0));
        assert_eq!(spark.line, "2,27 42,15 82,3");
        assert!(Spark::new(&[2, 2]).is_some_and(|flat| flat.end_y == 27.0));
    }

    #[test]
    fn a_ring_clamps_its_share() {
        assert_eq!(Ring::new(0.92).percent, 92);
        assert_eq!(Ring::new(7.0), Ring::new(1.0));
        assert_eq!(Ring::new(f64::NAN).percent, 0);
    }

    #[test]
    fn the_parts_of_a_stack_fill_the_bar() {
        let parts = stack(vec![
            ("a".into(), 60, String::new()),
            ("b".into(), 28, String::new()),
            ("c".into(), 12, String::new()),
        ]);
        let last = &parts[2];
        assert_eq!((parts[0].x, parts[0].width), (0.0, 60.0));
        assert!((last.x + last.width - 100.0).abs() < 0.01);
        assert!(stack(vec![("a".into(), 0, String::new())])[0].width == 0.0);
    }

    #[test]
    fn heat_separates_small_cells_and_never_leaves_the_scale() {
        assert_eq!(
            (
                heat(0, 412),
                heat(12, 412),
                heat(148, 412),
                heat(412, 412),
                heat(9, 1)
            ),
            (0, 1, 4, 6, 6)
        );
        assert_eq!(heat(5, 0), 0);
    }

    #[test]
    fn a_share_is_between_nothing_and_all() {
        assert_eq!(
            (
                percent(37, 50),
                percent(1, 0),
                percent(9, 3),
                percent(-1, 3)
            ),
            (74.0, 0.0, 100.0, 0.0)
        );
    }

    #[test]
    fn every_month_leaves_a_mark_even_without_visits() {
        let marks = ticks(&[0, 3]);
        assert_eq!(
            (marks[0].height, marks[1].height, marks[1].y),
            (1.0, 38.0, 2.0)
        );
        assert!(ticks(&[]).is_empty());
    }
}
