use askama::Template;
use chrono::{Datelike as _, NaiveDate};

use super::flows::{Direction, Month, Step};
use crate::segments::rfm::Segment;
use crate::segments::views;
use crate::web::charts::{Band, Flow};
use crate::web::{Page, query};

#[derive(Template)]
#[template(path = "segments/movement.html")]
pub struct MovementPage {
    pub page: Page,
    /// The month that is shown; `None` before anybody moved.
    pub shown: Option<Month>,
    pub chart: Option<Flow>,
    /// All months, the newest first.
    pub months: Vec<Month>,
    /// So many customers wait to be counted anew.
    pub waiting: i64,
}

impl MovementPage {
    pub fn new(page: Page, months: Vec<Month>, asked: Option<NaiveDate>, waiting: i64) -> Self {
        let shown = months
            .iter()
            .find(|month| Some(month.month) == asked)
            .or(months.first())
            .cloned();
        Self {
            chart: shown.as_ref().map(|month| chart(&page, month)),
            shown,
            months,
            waiting,
            page,
        }
    }

    fn places(&self) -> Vec<(&'static str, &'static str, bool)> {
        views::places("/segments/movement")
    }

    /// `2025-10`
    fn id(&self, month: &NaiveDate) -> String {
        month.format("%Y-%m").to_string()
    }

    fn month_href(&self, month: &NaiveDate) -> String {
        query("/segments/movement", &[("month", &self.id(month))])
    }

    fn members_href(&self, step: &Step) -> String {
        members_href(step.month, step.from, step.to)
    }

    /// The months before and after the one that is shown.
    fn neighbours(&self) -> [Option<NaiveDate>; 2] {
        let shown = self.shown.as_ref().map(|month| month.month);
        let at = self
            .months
            .iter()
            .position(|month| Some(month.month) == shown);
        let month = |at: Option<usize>| Some(self.months.get(at?)?.month);
        [
            month(at.map(|at| at + 1)),
            month(at.and_then(|at| at.checked_sub(1))),
        ]
    }

    /// Whether the month is still going on.
    fn is_open(&self, month: &NaiveDate) -> bool {
        (month.year(), month.month()) == (self.page.today.year(), self.page.today.month())
    }

    /// Neither better nor worse: a stroke before the figure would read as a minus.
    fn is_new(&self, step: &Step) -> bool {
        step.direction() == Direction::New
    }

    fn arrow(&self, step: &Step) -> &'static str {
        match step.direction() {
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::New => "flat",
        }
    }

    fn up(&self, month: &Month) -> i64 {
        month.customers(Direction::Up)
    }

    fn down(&self, month: &Month) -> i64 {
        month.customers(Direction::Down)
    }

    fn new_ones(&self, month: &Month) -> i64 {
        month.customers(Direction::New)
    }

    fn down_spend(&self, month: &Month) -> i64 {
        month.year_spend(Direction::Down)
    }

    /// The step that costs most, in a sentence: "Campeones → En riesgo: 14 clientes, $9,8 M al año".
    fn headline(&self) -> Option<String> {
        let steps = &self.shown.as_ref()?.steps;
        let falls = steps
            .iter()
            .filter(|step| step.direction() == Direction::Down);
        let worst = falls.max_by_key(|step| (step.year_spend, step.customers))?;
        let name = |segment: Segment| self.page.t(&format!("segment-{segment}"));
        let step = format!("{} → {}", name(worst.from), name(worst.to));
        Some(self.page.tv3(
            "movement-headline",
            ("step", step),
            (
                "customers",
                self.page.tn("count-customers", worst.customers),
            ),
            ("amount", self.page.money_short(worst.year_spend)),
        ))
    }
}

/// Where the customers of a step are listed.
pub fn members_href(month: NaiveDate, from: Segment, to: Segment) -> String {
    step_href("/segments/movement/customers", month, from, to)
}

/// The same as a file.
pub fn export_href(month: NaiveDate, from: Segment, to: Segment) -> String {
    step_href("/segments/movement/customers/export", month, from, to)
}

fn step_href(path: &str, month: NaiveDate, from: Segment, to: Segment) -> String {
    let month = month.format("%Y-%m").to_string();
    query(
        path,
        &[
            ("month", &month),
            ("from", from.as_str()),
            ("to", to.as_str()),
        ],
    )
}

fn chart(page: &Page, month: &Month) -> Flow {
    let name = |segment: Segment| page.t(&format!("segment-{segment}"));
    let band = |step: &Step| Band {
        from: step.from.as_str(),
        to: step.to.as_str(),
        value: step.customers,
        text: format!(
            "{} → {}: {}",
            name(step.from),
            name(step.to),
            page.tn("count-customers", step.customers)
        ),
    };
    let bands = month.steps.iter().map(band).collect();
    let mut order: Vec<Segment> = Segment::ALL.to_vec();
    order.sort_by_key(|segment| std::cmp::Reverse(segment.standing()));
    let keys: Vec<_> = order.iter().map(|segment| segment.as_str()).collect();
    Flow::new(bands, &keys, |key, value| {
        (page.t(&format!("segment-{key}")), page.number(value))
    })
}
