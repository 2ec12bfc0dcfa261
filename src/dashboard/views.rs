use askama::Template;
use chrono::NaiveDate;

use super::comparison::Comparison;
use super::steps::{self, Begun, Step};
use crate::activities::work::Panel;
use crate::domain::{Capability, Period, average};
use crate::history::totals::{self, MonthTotals, Period as Span, ServiceTotals, Totals};
use crate::invoices::BillingPanel;
use crate::opportunities::PipelinePanel;
use crate::segments::{self, Grid, Segment};
use crate::web::charts::{self, Bars, Column, Part, Spark};
use crate::web::{Page, query};

const TOP_SERVICES: usize = 5;
/// The chart's columns; as many more months are read to compare with.
const CHART_MONTHS: usize = 12;

/// What the statements of the page found.
pub struct Figures {
    pub services: Vec<ServiceTotals>,
    pub months: Vec<MonthTotals>,
    pub grid: Grid,
    /// For who sees sums of money.
    pub billing: Option<BillingPanel>,
    /// For who sells.
    pub pipeline: Option<PipelinePanel>,
    /// What the reader has to do.
    pub today: Panel,
    pub begun: Begun,
}

#[derive(Template)]
#[template(path = "dashboard/index.html")]
pub struct IndexPage {
    pub page: Page,
    /// Whether the reader sees sums of money.
    money: bool,
    figures: Figures,
    month: Period,
    /// The month up to today, last month and the year before up to the same day.
    now: Totals,
    last_month: Totals,
    year_before: Totals,
    all: Totals,
    chart: Bars,
    chart_desc: String,
    revenue_spark: Option<Spark>,
    count_spark: Option<Spark>,
    categories: Vec<Part>,
    segments_grid: Option<charts::Grid>,
}

impl IndexPage {
    pub fn new(page: Page, figures: Figures) -> Self {
        let money = page.may(Capability::MoneyTotals);
        let services = &figures.services;
        let recent = &figures.months[figures.months.len().saturating_sub(CHART_MONTHS)..];
        let series = |value: fn(&Totals) -> i64| {
            recent
                .iter()
                .map(|month| value(&month.totals))
                .collect::<Vec<_>>()
        };
        Self {
            month: Period::month_to_date(page.today),
            now: totals::total(services, Span::ThisMonth),
            last_month: totals::total(services, Span::LastMonth),
            year_before: totals::total(services, Span::YearBefore),
            all: totals::total(services, Span::AllTime),
            chart: chart(&page, &figures.months, money),
            // A month that has only begun is no worst month.
            chart_desc: chart_description(&page, &recent[..recent.len().saturating_sub(1)], money),
            revenue_spark: money
                .then(|| Spark::new(&series(|totals| totals.revenue)))
                .flatten(),
            count_spark: Spark::new(&series(|totals| totals.count)),
            categories: category_parts(&page, services, money),
            segments_grid: page
                .may(Capability::Segments)
                .then(|| segments::grid_chart(&page, &figures.grid)),
            money,
            figures,
            page,
        }
    }

    /// Whether something was billed or may be sold: then there is no beginning to be shown.
    fn has_business(&self) -> bool {
        let is_billed = |panel: &BillingPanel| {
            panel.own.balance.count > 0 || panel.own.invoiced != 0 || !panel.others.is_empty()
        };
        self.figures.billing.as_ref().is_some_and(is_billed)
            || self
                .figures
                .pipeline
                .as_ref()
                .is_some_and(|panel| !panel.is_empty())
    }

    /// What a business without history has yet to do, for who may do it.
    fn steps(&self) -> Vec<Step> {
        steps::list(&self.page, self.figures.begun)
    }

    fn top(&self) -> Vec<&ServiceTotals> {
        totals::most_taken(&self.figures.services, Span::AllTime, TOP_SERVICES)
    }

    fn top_this_month(&self) -> Vec<&ServiceTotals> {
        totals::most_taken(&self.figures.services, Span::ThisMonth, TOP_SERVICES)
    }

    /// A service's totals: of this month, or of all time.
    fn totals_of(&self, service: &ServiceTotals, month: &bool) -> Totals {
        service.in_period(if *month {
            Span::ThisMonth
        } else {
            Span::AllTime
        })
    }

    fn chart_title(&self) -> String {
        self.page.t(if self.money {
            "dashboard-revenue"
        } else {
            "dashboard-services-by-month"
        })
    }

    fn by_category(&self) -> Vec<(&str, Totals)> {
        totals::by_category(&self.figures.services, Span::AllTime)
    }

    /// Customers who came in the days that make R 3.
    fn active(&self) -> i64 {
        let cells = self.figures.grid.cells.iter();
        cells
            .filter(|cell| cell.scores.r == 3)
            .map(|cell| cell.group.customers)
            .sum()
    }

    fn segments(&self) -> Vec<segments::Group> {
        self.figures.grid.segments()
    }

    fn change_of_revenue(&self, earlier: &Totals) -> Change {
        let figure = self.page.money(earlier.revenue);
        self.change(self.now.revenue, earlier.revenue, figure)
    }

    fn change_of_count(&self, earlier: &Totals) -> Change {
        let figure = self.page.number(earlier.count);
        self.change(self.now.count, earlier.count, figure)
    }

    fn change_of_ticket(&self, earlier: &Totals) -> Change {
        let (now, earlier) = (self.ticket(&self.now), self.ticket(earlier));
        self.change(now, earlier, self.page.money(earlier))
    }

    fn last_month_link(&self) -> String {
        history_link(&Period::last_month_to_date(self.page.today), &[])
    }

    fn year_before_link(&self) -> String {
        history_link(&Period::same_month_last_year(self.page.today), &[])
    }

    fn change(&self, now: i64, earlier: i64, figure: String) -> Change {
        let comparison = Comparison::between(now, earlier);
        let text = comparison
            .change
            .map_or_else(|| "–".to_owned(), |change| self.page.percent(change.abs()));
        Change {
            direction: comparison.direction(),
            text,
            earlier,
            figure,
        }
    }

    fn ticket(&self, totals: &Totals) -> i64 {
        average(totals.revenue, totals.count)
    }

    fn month_link(&self) -> String {
        history_link(&self.month, &[])
    }

    fn category_link(&self, category: &str) -> String {
        query(
            "/history",
            &[("category", category), ("to", &self.page.today.to_string())],
        )
    }

    fn link_of(&self, service: &ServiceTotals, month: &bool) -> String {
        let service = service.service.to_string();
        match month {
            true => history_link(&self.month, &[("service", &service)]),
            false => query(
                "/history",
                &[("service", &service), ("to", &self.page.today.to_string())],
            ),
        }
    }

    fn segment_key(&self, segment: &Segment) -> &'static str {
        segment.as_str()
    }
}

/// A change as it is shown beside a figure.
struct Change {
    direction: &'static str,
    text: String,
    /// What it is compared with, raw and as it is written.
    earlier: i64,
    figure: String,
}

fn history_link(period: &Period, more: &[(&str, &str)]) -> String {
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let mut pairs = vec![("from", from.as_str()), ("to", to.as_str())];
    pairs.extend_from_slice(more);
    query("/history", &pairs)
}

/// The last twelve months beside the twelve before: revenue, or the number of services for who sees no sums.
fn chart(page: &Page, months: &[MonthTotals], money: bool) -> Bars {
    let value = |totals: &Totals| if money { totals.revenue } else { totals.count };
    let text = |value: i64| {
        if money {
            page.money(value)
        } else {
            page.number(value)
        }
    };
    let short = |value: i64| {
        if money {
            page.money_short(value)
        } else {
            page.number(value)
        }
    };
    let first = months.len().saturating_sub(CHART_MONTHS);
    let columns = months.iter().enumerate().skip(first).map(|(index, month)| {
        let earlier = index
            .checked_sub(12)
            .map(|year_before| value(&months[year_before].totals));
        Column {
            label: page.month_short(&month.month),
            value: value(&month.totals),
            previous: earlier,
            short: short(value(&month.totals)),
            text: text(value(&month.totals)),
            previous_text: earlier.map(text).unwrap_or_default(),
            id: month.month.format("%Y-%m").to_string(),
            count: month.totals.count,
            revenue: money.then_some(month.totals.revenue),
            now: index + 1 == months.len(),
            href: history_link(&month_until(month.month, page.today), &[]),
            ..Column::default()
        }
    });
    Bars::new(columns.collect(), short)
}

/// The month of `first`, or the part of it that has come.
fn month_until(first: NaiveDate, today: NaiveDate) -> Period {
    let whole = Period::month_of(first);
    Period {
        to: whole.to.min(today),
        ..whole
    }
}

fn chart_description(page: &Page, months: &[MonthTotals], money: bool) -> String {
    let value = |month: &&MonthTotals| {
        if money {
            month.totals.revenue
        } else {
            month.totals.count
        }
    };
    let text = |month: &MonthTotals| {
        let figure = if money {
            page.money(month.totals.revenue)
        } else {
            page.number(month.totals.count)
        };
        page.tv2(
            "dashboard-chart-point",
            "month",
            page.month(&month.month),
            "figure",
            figure,
        )
    };
    match (
        months.iter().max_by_key(value),
        months.iter().min_by_key(value),
    ) {
        (Some(most), Some(least)) => page.tv2(
            "dashboard-chart-desc",
            "most",
            text(most),
            "least",
            text(least),
        ),
        _ => page.t("dashboard-empty-title"),
    }
}

fn category_parts(page: &Page, services: &[ServiceTotals], money: bool) -> Vec<Part> {
    let value = |totals: &Totals| if money { totals.revenue } else { totals.count };
    let categories = totals::by_category(services, Span::AllTime);
    let whole: i64 = categories.iter().map(|(_, totals)| value(totals)).sum();
    let share = |part: i64| {
        if whole > 0 {
            page.percent(part as f64 / whole as f64)
        } else {
            "–".to_owned()
        }
    };
    charts::stack(
        categories
            .iter()
            .map(|(name, totals)| (name.to_string(), value(totals), share(value(totals))))
            .collect(),
    )
}
