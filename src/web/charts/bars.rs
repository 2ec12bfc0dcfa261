//! Columns over time beside those of the year before, on an axis that reads well.

use super::{round, round2};

/// Height of a revenue chart in pixels, and the room above and below the bars for figures and labels.
const BARS_HEIGHT: f64 = 284.0;
const BARS_TOP: f64 = 18.0;
const BARS_BOTTOM: f64 = 26.0;
/// Shares of one step that the bar, the bar of the year before and the gap between them take.
const BAR_SHARE: f64 = 0.36;
const PREVIOUS_SHARE: f64 = 0.2;
const GAP_SHARE: f64 = 0.03;
/// Grid lines above zero: three leave room for labels and still read at a glance.
const GRID_LINES: i64 = 3;

/// One column of a bar chart, with its texts.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Under the column: `nov`.
    pub label: String,
    pub value: i64,
    /// The same period a year before, if there is one.
    pub previous: Option<i64>,
    /// Over the bar, short: `38,4`.
    pub short: String,
    /// In the data table: `$38.412.900`.
    pub text: String,
    /// In the data table, the year before; empty if there is none.
    pub previous_text: String,
    /// What the pointer reads; empty where label and text say it.
    pub title: String,
    /// Machine name of the period for `data-id`: `2026-11`.
    pub id: String,
    /// For `data-count` and `data-revenue`; no revenue for people who may not see totals.
    pub count: i64,
    pub revenue: Option<i64>,
    /// The current, unfinished period is drawn lighter.
    pub now: bool,
    /// Where a click on the column leads; empty for nowhere.
    pub href: String,
}

/// A horizontal line with its label.
#[derive(Debug, Clone, PartialEq)]
pub struct GridLine {
    pub y: f64,
    pub label: String,
    pub base: bool,
}

/// A column with its place.
#[derive(Debug, Clone)]
pub struct Bar {
    pub column: Column,
    pub step_x: f64,
    pub step_width: f64,
    pub centre: f64,
    pub x: f64,
    pub width: f64,
    pub y: f64,
    pub height: f64,
    /// Over both bars, so that the figure never lies on one.
    pub figure_y: f64,
    pub previous_x: f64,
    pub previous_width: f64,
    pub previous_y: f64,
    pub previous_height: f64,
}

/// Columns over time beside those of the year before.
#[derive(Debug, Clone)]
pub struct Bars {
    pub height: f64,
    pub plot_top: f64,
    pub plot_height: f64,
    pub label_y: f64,
    pub grid: Vec<GridLine>,
    pub bars: Vec<Bar>,
    /// Whether any column has a year before: decides the legend and the table's column.
    pub has_previous: bool,
}

impl Bars {
    /// Places the columns; `axis_label` writes a value of the axis, such as `$40 M`.
    pub fn new(columns: Vec<Column>, axis_label: impl Fn(i64) -> String) -> Self {
        let plot_height = BARS_HEIGHT - BARS_TOP - BARS_BOTTOM;
        let largest = columns
            .iter()
            .flat_map(|c| [c.value, c.previous.unwrap_or(0)])
            .max()
            .unwrap_or(0);
        let step = axis_step(largest);
        let top = step * GRID_LINES;
        let y =
            |value: i64| round(BARS_TOP + plot_height * (1.0 - value.max(0) as f64 / top as f64));
        let grid = (0..=GRID_LINES)
            .map(|n| GridLine {
                y: y(n * step),
                label: axis_label(n * step),
                base: n == 0,
            })
            .collect();
        let has_previous = columns.iter().any(|c| c.previous.is_some());
        let count = columns.len().max(1) as f64;
        let bars = columns
            .into_iter()
            .enumerate()
            .map(|(i, column)| place(column, i, 100.0 / count, &y))
            .collect();
        Self {
            height: BARS_HEIGHT,
            plot_top: BARS_TOP,
            plot_height,
            label_y: BARS_HEIGHT - 8.0,
            grid,
            bars,
            has_previous,
        }
    }
}

fn place(column: Column, index: usize, step: f64, y: &impl Fn(i64) -> f64) -> Bar {
    let step_x = step * index as f64;
    let centre = step_x + step / 2.0;
    let (width, previous_width, gap) = match column.previous {
        Some(_) => (step * BAR_SHARE, step * PREVIOUS_SHARE, step * GAP_SHARE),
        None => (step * BAR_SHARE, 0.0, 0.0),
    };
    let left = centre - (width + previous_width + gap) / 2.0;
    let x = left + previous_width + gap;
    let (base, bar_y, previous_y) = (y(0), y(column.value), y(column.previous.unwrap_or(0)));
    Bar {
        step_x: round2(step_x),
        step_width: round2(step),
        centre: round2(centre),
        x: round2(x),
        width: round2(width),
        y: bar_y,
        height: round(base - bar_y),
        figure_y: round(bar_y.min(previous_y) - 6.0),
        previous_x: round2(left),
        previous_width: round2(previous_width),
        previous_y,
        previous_height: round(base - previous_y),
        column,
    }
}

/// Steps that read well on an axis, as tenths of a power of ten.
const ROUND_STEPS: [i64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// Distance of the grid lines: the smallest round step whose lines hold `largest`.
fn axis_step(largest: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for tenths in ROUND_STEPS {
            let product = power.saturating_mul(tenths);
            let step = product / 10;
            if product % 10 == 0 && step.saturating_mul(GRID_LINES) >= largest {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(value: i64, previous: Option<i64>) -> Column {
        Column {
            value,
            previous,
            ..Column::default()
        }
    }

    #[test]
    fn the_axis_ends_just_above_the_largest_value() {
        assert_eq!(axis_step(55_300_000), 20_000_000);
        assert_eq!(axis_step(60), 20);
        assert_eq!(axis_step(7), 3);
        assert_eq!(axis_step(32_900_000), 12_000_000);
        assert_eq!(axis_step(75), 25);
        assert_eq!(axis_step(0), 1);
    }

    #[test]
    fn a_bar_of_the_axis_maximum_fills_the_plot() {
        let chart = Bars::new(vec![column(60, None), column(0, None)], |v| v.to_string());
        assert_eq!(
            (chart.bars[0].y, chart.bars[0].height),
            (chart.plot_top, chart.plot_height)
        );
        assert_eq!(chart.bars[1].height, 0.0);
        assert_eq!(
            chart
                .grid
                .iter()
                .map(|g| g.label.as_str())
                .collect::<Vec<_>>(),
            ["0", "20", "40", "60"]
        );
    }

    #[test]
    fn bars_with_and_without_the_year_before_stay_inside_their_step() {
        let chart = Bars::new(
            vec![column(3, Some(5)), column(4, None), column(-2, Some(1))],
            |v| v.to_string(),
        );
        for bar in &chart.bars {
            assert!(
                bar.step_x <= bar.previous_x + 0.01
                    && bar.x + bar.width <= bar.step_x + bar.step_width + 0.01
            );
            assert!(bar.height >= 0.0 && bar.previous_height >= 0.0);
        }
        assert!(chart.has_previous);
    }

    #[test]
    fn a_chart_without_columns_is_an_empty_frame() {
        let chart = Bars::new(Vec::new(), |v| v.to_string());
        assert!(chart.bars.is_empty() && chart.grid.len() == 4 && !chart.has_previous);
    }
}
