use askama::Template;

use super::chart::{chart, names};
use super::forms::{Asked, By};
use super::tables::{Figure, Line, Subject, Table, month_id};
use crate::domain::Period;
use crate::web::charts::{Bars, Rank};
use crate::web::spreadsheet::Cell;
use crate::web::{Page, query};

#[derive(Template)]
#[template(path = "reports/show.html")]
pub struct ReportPage {
    pub page: Page,
    pub asked: Asked,
    /// The key of what is wrong with the period that was typed.
    pub wrong: Option<&'static str>,
    /// As it was typed, where it is wrong.
    pub typed: (String, String),
    pub table: Table,
    /// Where all begins; `None` without any service.
    pub first: Option<chrono::NaiveDate>,
    chart: Option<Bars>,
    /// In place of the chart, where names need their room.
    names: Vec<Rank>,
}

impl ReportPage {
    pub fn new(
        page: Page,
        asked: Asked,
        wrong: Option<(&'static str, (String, String))>,
        table: Table,
        first: Option<chrono::NaiveDate>,
    ) -> Self {
        let period = (asked.period.from.to_string(), asked.period.to.to_string());
        Self {
            chart: chart(&page, &table, asked.by),
            names: names(&page, &table, asked.by),
            wrong: wrong.as_ref().map(|(key, _)| *key),
            typed: wrong.map_or(period, |(_, typed)| typed),
            page,
            asked,
            table,
            first,
        }
    }

    /// The reports, each with its address for the same period.
    fn places(&self) -> Vec<(String, String, bool)> {
        let place = |by: &By| {
            let name = self.page.t(&format!("reports-by-{by}"));
            (
                self.address(*by, self.asked.period),
                name,
                *by == self.asked.by,
            )
        };
        By::ALL.iter().map(place).collect()
    }

    /// The periods that one click asks for.
    fn presets(&self) -> Vec<(String, String, bool)> {
        let preset = |(key, period): (&str, Option<Period>)| {
            let whole = Period {
                from: self.first.unwrap_or(self.page.today),
                to: self.page.today,
            };
            let period = period.unwrap_or(whole);
            let href = self.address(self.asked.by, period);
            (href, self.page.t(key), period == self.asked.period)
        };
        Asked::presets(self.page.today)
            .into_iter()
            .map(preset)
            .collect()
    }

    fn address(&self, by: By, period: Period) -> String {
        address("/reports", by, period)
    }

    fn export(&self) -> String {
        address("/reports/export", self.asked.by, self.asked.period)
    }

    fn title(&self) -> String {
        self.page.t(&format!("reports-by-{}", self.asked.by))
    }

    fn is_returning(&self) -> bool {
        self.asked.by == By::Returning
    }

    fn by(&self) -> &'static str {
        self.asked.by.as_str()
    }

    /// "01-11-2024 – 26-10-2025"; in whole months where customers are counted.
    fn span(&self) -> String {
        let (from, to) = match self.asked.by {
            By::Returning | By::Cohort => {
                let months = self.asked.months();
                let to = Period::month_of(months.to).to.min(self.page.today);
                (months.from, to)
            }
            _ => (self.asked.period.from, self.asked.period.to),
        };
        self.page.tv2(
            "reports-span",
            "from",
            self.page.date(&from),
            "to",
            self.page.date(&to),
        )
    }

    /// What the reader must know to read the figures; empty where they speak for themselves.
    fn note(&self) -> String {
        match self.asked.by {
            By::Category | By::Service | By::Weekday => self.page.t("reports-note-services"),
            By::Season => self.page.t("reports-note-season"),
            By::Returning => self.page.t("reports-note-returning"),
            By::Cohort => self.page.t("reports-note-cohort"),
            _ => String::new(),
        }
    }

    fn name(&self, line: &Line) -> String {
        name(&self.page, &line.subject)
    }

    fn is_month(&self, line: &Line) -> bool {
        matches!(line.subject, Subject::Month(..))
    }

    fn head(&self, index: &usize) -> String {
        head(&self.page, &self.table, *index)
    }

    fn text(&self, figure: &Figure) -> String {
        match figure {
            Figure::Count(n) => self.page.number(*n),
            Figure::Money(minor) => self.page.money(*minor),
            Figure::Share(Some(share)) => self.page.percent(*share),
            Figure::Share(None) | Figure::NoSum => "–".to_owned(),
        }
    }

    /// Of a cohort the shares are coloured; anything else is plain.
    fn heat(&self, figure: &Figure) -> String {
        match (self.asked.by, figure) {
            (By::Cohort, Figure::Share(Some(share))) => {
                let heat = crate::web::charts::heat((share * 1000.0).round() as i64, 1000);
                format!("ht{heat} heat")
            }
            _ => String::new(),
        }
    }

    fn id(&self, line: &Line) -> String {
        match &line.subject {
            Subject::Month(month, _) => month_id(*month),
            Subject::Service(id, _) => id.clone(),
            Subject::Category(name) => name.clone(),
            Subject::Season(season) => season.to_string(),
            Subject::Weekday(number) => number.to_string(),
        }
    }

    /// The services that a line counts; nowhere for what no list shows.
    fn href(&self, line: &Line) -> Option<String> {
        let period = self.asked.period;
        let (span, word) = match &line.subject {
            Subject::Month(_, days) => (*days, None),
            Subject::Service(id, _) => (period, Some(("service", id.as_str()))),
            Subject::Category(name) => (period, Some(("category", name.as_str()))),
            Subject::Season(_) | Subject::Weekday(_) => return None,
        };
        if self.asked.by == By::Cohort {
            return None;
        }
        let (from, to) = (span.from.to_string(), span.to.to_string());
        let mut pairs = vec![("from", from.as_str()), ("to", &to)];
        pairs.extend(word);
        Some(query("/history", &pairs))
    }

    fn count_of(&self, figures: &[Figure]) -> i64 {
        let count = |figure: &Figure| match figure {
            Figure::Count(n) => Some(*n),
            _ => None,
        };
        figures.iter().find_map(count).unwrap_or(0)
    }

    fn revenue_of(&self, figures: &[Figure]) -> i64 {
        let money = |figure: &Figure| match figure {
            Figure::Money(minor) => Some(*minor),
            _ => None,
        };
        figures.iter().find_map(money).unwrap_or(0)
    }

    /// Said where not every line has its bar.
    fn names_cut(&self) -> Option<String> {
        let (shown, all) = (self.names.len(), self.table.lines.len());
        (0 < shown && shown < all).then(|| {
            let (shown, all) = (self.page.number(shown as i64), self.page.number(all as i64));
            self.page
                .tv2("reports-names-cut", "shown", shown, "all", all)
        })
    }

    fn chart_text(&self) -> String {
        match self.asked.by {
            By::Cohort => self.page.t("reports-chart-cohort"),
            _ => self.page.tv("reports-chart-text", "report", self.title()),
        }
    }
}

fn address(path: &str, by: By, period: Period) -> String {
    let (from, to) = (period.from.to_string(), period.to.to_string());
    query(path, &[("by", by.as_str()), ("from", &from), ("to", &to)])
}

pub fn name(page: &Page, subject: &Subject) -> String {
    match subject {
        Subject::Month(month, _) => page.month(month),
        Subject::Service(_, name) | Subject::Category(name) => name.clone(),
        Subject::Season(season) => page.t(&format!("season-{season}")),
        Subject::Weekday(number) => page.t(&format!("weekday-{number}")),
    }
}

/// The name of a column; those of a cohort's months are numbered.
pub fn head(page: &Page, table: &Table, index: usize) -> String {
    match table.heads.get(index) {
        Some(&"reports-cohort-month") => page.tv("reports-cohort-month", "n", index - 1),
        Some(key) => page.t(key),
        None => String::new(),
    }
}

/// A figure as a file has it.
pub fn cell(page: &Page, figure: &Figure) -> Cell {
    match figure {
        Figure::Count(n) => Cell::number(*n),
        Figure::Money(minor) => Cell::money(*minor, page.currency()),
        Figure::Share(Some(share)) => Cell::text(&page.percent(*share)),
        Figure::Share(None) | Figure::NoSum => Cell::empty(),
    }
}
