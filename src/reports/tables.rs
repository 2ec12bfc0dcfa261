//! A report as lines of figures, from which the page's table and chart and the file are made alike. Pure.

use chrono::{Datelike as _, NaiveDate};

use super::cohorts::{self, Cohort, Monthly, Part};
use super::queries::{ServiceLine, WeekdayLine};
use crate::domain::{Hemisphere, Period, Season, average};
use crate::history::totals::{MonthTotals, Totals};

/// So many months after the first a cohort's line shows.
pub const COHORT_MONTHS: usize = 12;

/// A figure of a line; how it is written is the page's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    Count(i64),
    /// In minor units.
    Money(i64),
    /// Between 0 and 1; `None` where there is nothing to divide.
    Share(Option<f64>),
    /// In the place of a sum that would count somebody more than once.
    NoSum,
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// By its first day, and the days of it that count.
    Month(NaiveDate, Period),
    /// Its id.
    Service(String, String),
    Category(String),
    Season(Season),
    /// From Monday, which is 1.
    Weekday(i16),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub subject: Subject,
    pub figures: Vec<Figure>,
}

/// A report: the keys of its heads after the first, its lines, and their sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub heads: Vec<&'static str>,
    pub lines: Vec<Line>,
    pub total: Vec<Figure>,
    /// Of each line its height in the chart, and what stands beside it.
    pub chart: Vec<(i64, Option<i64>)>,
}

const TOTALS_HEADS: [&str; 4] = [
    "reports-services",
    "reports-revenue",
    "reports-share",
    "profile-ticket",
];

/// Lines with how many services, what they brought in, which share that is, and the mean price.
fn of_totals(lines: Vec<(Subject, Totals)>) -> Table {
    let mut all = Totals::default();
    lines.iter().for_each(|(_, totals)| all += *totals);
    let figures = |totals: &Totals| {
        let share = (all.revenue > 0).then(|| totals.revenue as f64 / all.revenue as f64);
        vec![
            Figure::Count(totals.count),
            Figure::Money(totals.revenue),
            Figure::Share(share),
            Figure::Money(average(totals.revenue, totals.count)),
        ]
    };
    Table {
        heads: TOTALS_HEADS.into(),
        total: figures(&all),
        chart: lines
            .iter()
            .map(|(_, totals)| (totals.revenue, None))
            .collect(),
        lines: lines
            .into_iter()
            .map(|(subject, totals)| Line {
                figures: figures(&totals),
                subject,
            })
            .collect(),
    }
}

/// Every month of the period from the first with a service on, those without one too; with its visits where they are known.
pub fn by_month(months: &[MonthTotals], visits: Option<&[Monthly]>, period: Period) -> Table {
    let mut table = by_month_without_visits(months, period);
    if let Some(visits) = visits {
        add_visits(
            &mut table,
            visits,
            |subject, month| matches!(subject, Subject::Month(first, _) if *first == month),
        );
    }
    table
}

/// A last column: distinct days of each customer, in the months that belong to a line.
fn add_visits(
    table: &mut Table,
    months: &[Monthly],
    belongs: impl Fn(&Subject, NaiveDate) -> bool,
) {
    let of_month = |month: &Monthly| month.new.visits + month.returning.visits;
    for line in &mut table.lines {
        let own = months
            .iter()
            .filter(|month| belongs(&line.subject, month.month));
        let visits = own.map(of_month).sum();
        line.figures.push(Figure::Count(visits));
    }
    let all = months.iter().map(of_month).sum();
    table.total.push(Figure::Count(all));
    table.heads.push("reports-visits");
}

fn by_month_without_visits(months: &[MonthTotals], period: Period) -> Table {
    let Some(first) = months.first() else {
        return of_totals(Vec::new());
    };
    let mut lines = Vec::new();
    let mut month = Period::month_of(first.month);
    while month.from <= period.to {
        let found = months.iter().find(|line| line.month == month.from);
        let subject = Subject::Month(month.from, within(month, period));
        lines.push((subject, found.map(|line| line.totals).unwrap_or_default()));
        month = next(month);
    }
    of_totals(lines)
}

fn next(month: Period) -> Period {
    Period::month_of(month.to.succ_opt().unwrap_or(NaiveDate::MAX))
}

fn within(month: Period, period: Period) -> Period {
    Period {
        from: month.from.max(period.from),
        to: month.to.min(period.to),
    }
}

pub fn by_service(services: Vec<ServiceLine>) -> Table {
    let line = |service: ServiceLine| {
        let subject = Subject::Service(service.id.to_string(), service.name);
        (subject, service.totals)
    };
    of_totals(services.into_iter().map(line).collect())
}

/// Categories as their services rank: by number, then revenue, then name.
pub fn by_category(services: &[ServiceLine]) -> Table {
    let mut categories: Vec<(String, Totals)> = Vec::new();
    for service in services {
        match categories
            .iter_mut()
            .find(|(name, _)| *name == service.category)
        {
            Some((_, totals)) => *totals += service.totals,
            None => categories.push((service.category.clone(), service.totals)),
        }
    }
    categories.sort_by(|(a, x), (b, y)| (y.count, y.revenue, a).cmp(&(x.count, x.revenue, b)));
    let line = |(name, totals)| (Subject::Category(name), totals);
    of_totals(categories.into_iter().map(line).collect())
}

/// The four seasons; a month belongs to one as a whole, with its visits where they are known.
pub fn by_season(
    months: &[MonthTotals],
    visits: Option<&[Monthly]>,
    hemisphere: Hemisphere,
) -> Table {
    let season = |season: &Season| {
        let mut sum = Totals::default();
        let of_it = months
            .iter()
            .filter(|line| Season::of(line.month, hemisphere) == *season);
        of_it.for_each(|line| sum += line.totals);
        (Subject::Season(*season), sum)
    };
    let mut table = of_totals(Season::ALL.iter().map(season).collect());
    if let Some(visits) = visits {
        add_visits(
            &mut table,
            visits,
            |subject, month| matches!(subject, Subject::Season(season) if *season == Season::of(month, hemisphere)),
        );
    }
    table
}

pub fn by_weekday(days: &[WeekdayLine]) -> Table {
    let line = |day: &WeekdayLine| (Subject::Weekday(day.weekday), day.totals);
    of_totals(days.iter().map(line).collect())
}

/// Months with their new customers beside those who returned.
pub fn returning(months: &[Monthly]) -> Table {
    let (mut new, mut returning) = (Part::default(), Part::default());
    let figures = |new: &Part, returning: &Part| {
        let all = new.revenue + returning.revenue;
        let share = (all > 0).then(|| returning.revenue as f64 / all as f64);
        vec![
            Figure::Count(new.customers),
            Figure::Count(new.visits),
            Figure::Money(new.revenue),
            Figure::Count(returning.customers),
            Figure::Count(returning.visits),
            Figure::Money(returning.revenue),
            Figure::Share(share),
        ]
    };
    let mut lines = Vec::new();
    for month in months {
        new.add(&month.new);
        returning.add(&month.returning);
        lines.push(Line {
            subject: Subject::Month(month.month, Period::month_of(month.month)),
            figures: figures(&month.new, &month.returning),
        });
    }
    let mut total = figures(&new, &returning);
    // Who returns in two months is one customer.
    total[3] = Figure::NoSum;
    Table {
        heads: vec![
            "reports-new-customers",
            "reports-new-visits",
            "reports-new-revenue",
            "reports-returning-customers",
            "reports-returning-visits",
            "reports-returning-revenue",
            "reports-returning-share",
        ],
        total,
        chart: months
            .iter()
            .map(|month| (month.returning.revenue, Some(month.new.revenue)))
            .collect(),
        lines,
    }
}

/// Which share of each cohort came in its second month, its third and so on, up to the month `running`.
pub fn cohorts(cohorts: &[Cohort], running: NaiveDate) -> Table {
    let widest = cohorts.iter().map(|cohort| cohort.active.len()).max();
    let months = 1..widest.unwrap_or(1);
    let line = |cohort: &Cohort| {
        let mut figures = vec![Figure::Count(cohort.size()), Figure::Money(cohort.revenue)];
        figures.extend(
            months
                .clone()
                .map(|month| Figure::Share(cohort.share(month))),
        );
        Line {
            subject: Subject::Month(cohort.cohort, Period::month_of(cohort.cohort)),
            figures,
        }
    };
    let size = cohorts.iter().map(Cohort::size).sum();
    let revenue = cohorts.iter().map(|cohort| cohort.revenue).sum();
    let mut total = vec![Figure::Count(size), Figure::Money(revenue)];
    let all = months
        .clone()
        .map(|month| cohorts::retention(cohorts, running, month));
    total.extend(all.map(Figure::Share));
    let mut heads = vec!["reports-cohort-size", "reports-cohort-revenue"];
    heads.extend(months.clone().map(|_| "reports-cohort-month"));
    Table {
        heads,
        lines: cohorts.iter().map(line).collect(),
        total,
        chart: Vec::new(),
    }
}

/// `2025-10`
pub fn month_id(month: NaiveDate) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn month(first: &str, count: i64, revenue: i64) -> MonthTotals {
        MonthTotals {
            month: day(first),
            totals: Totals { count, revenue },
        }
    }

    #[test]
    fn a_month_without_a_service_is_a_line_too_and_ends_with_the_period() {
        let months = [month("2025-08-01", 2, 100), month("2025-10-01", 1, 50)];
        let period = Period {
            from: day("2025-08-15"),
            to: day("2025-10-10"),
        };
        let table = by_month(&months, None, period);
        assert_eq!(table.lines.len(), 3);
        assert_eq!(table.lines[1].figures[0], Figure::Count(0));
        let Subject::Month(_, counted) = table.lines[2].subject else {
            panic!("a month");
        };
        assert_eq!(counted.to, day("2025-10-10"));
        assert_eq!(table.total[..2], [Figure::Count(3), Figure::Money(150)]);
        assert_eq!(
            table.lines[0].figures[2],
            Figure::Share(Some(100.0 / 150.0))
        );
    }

    #[test]
    fn visits_stand_beside_their_month_and_a_month_without_a_service_has_none() {
        let months = [month("2025-08-01", 2, 100), month("2025-10-01", 1, 50)];
        let visits = |first: &str, new, returning| Monthly {
            month: day(first),
            new: Part {
                visits: new,
                ..Part::default()
            },
            returning: Part {
                visits: returning,
                ..Part::default()
            },
        };
        let visits = [visits("2025-08-01", 1, 1), visits("2025-10-01", 0, 1)];
        let period = Period {
            from: day("2025-08-01"),
            to: day("2025-10-26"),
        };
        let table = by_month(&months, Some(&visits), period);
        let found: Vec<_> = table.lines.iter().map(|line| line.figures[4]).collect();
        assert_eq!(found, [2, 0, 1].map(Figure::Count));
        assert_eq!(table.total[4], Figure::Count(3));
        assert_eq!(table.heads.len(), table.total.len());
    }

    #[test]
    fn a_month_belongs_to_a_season_as_a_whole() {
        let months = [
            month("2025-12-01", 1, 10),
            month("2026-02-01", 1, 5),
            month("2025-07-01", 4, 40),
        ];
        let table = by_season(&months, None, Hemisphere::Southern);
        let found: Vec<_> = table.lines.iter().map(|line| line.figures[1]).collect();
        let expected = [15, 0, 40, 0].map(Figure::Money);
        assert_eq!(found, expected);
    }

    #[test]
    fn categories_add_up_their_services() {
        let service = |id: i64, category: &str, count| ServiceLine {
            id: id.into(),
            name: format!("S{id}"),
            category: category.into(),
            totals: Totals {
                count,
                revenue: 10 * count,
            },
        };
        let table = by_category(&[
            service(1, "Spa", 3),
            service(2, "Masajes", 4),
            service(3, "Spa", 2),
        ]);
        let names: Vec<_> = table
            .lines
            .iter()
            .map(|line| line.subject.clone())
            .collect();
        let category = |name: &str| Subject::Category(name.into());
        assert_eq!(names, [category("Spa"), category("Masajes")]);
        assert_eq!(table.total[0], Figure::Count(9));
    }

    #[test]
    fn an_empty_report_has_no_lines_and_no_share() {
        let table = by_month(
            &[],
            None,
            Period {
                from: day("2025-01-01"),
                to: day("2025-10-26"),
            },
        );
        assert!(table.lines.is_empty());
        assert_eq!(table.total[2], Figure::Share(None));
        assert_eq!(cohorts(&[], day("2025-10-01")).heads.len(), 2);
    }
}
