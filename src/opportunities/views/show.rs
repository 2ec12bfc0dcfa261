use askama::Template;

use super::{BOARD, money};
use crate::activities::work::{Task, TaskView, way_back};
use crate::domain::Capability;
use crate::opportunities::forms::card::LossForm;
use crate::opportunities::model::{LostReason, Shown, Stage, Step};
use crate::opportunities::pipeline;
use crate::web::{FieldErrors, Page};

#[derive(Template)]
#[template(path = "opportunities/show.html")]
pub struct ShowPage {
    pub page: Page,
    pub shown: Shown,
    pub steps: Vec<(Step, Option<String>)>,
    /// What was planned for it.
    pub tasks: Vec<TaskView>,
}

impl ShowPage {
    pub fn new(
        page: Page,
        shown: Shown,
        steps: Vec<(Step, Option<String>)>,
        tasks: Vec<Task>,
    ) -> Self {
        let tasks = tasks.into_iter();
        Self {
            tasks: tasks.map(|task| TaskView::new(&page, task)).collect(),
            page,
            shown,
            steps,
        }
    }

    fn here(&self) -> String {
        format!("{BOARD}/{}", self.shown.opportunity.id)
    }

    /// Whether there is something to bill, and the reader may.
    fn can_bill(&self) -> bool {
        self.shown.opportunity.stage == Stage::Won && self.page.may(Capability::InvoicesWrite)
    }

    fn value(&self) -> String {
        let opportunity = &self.shown.opportunity;
        money(&self.page, opportunity.value, opportunity.currency)
    }

    fn weighted(&self) -> i64 {
        let opportunity = &self.shown.opportunity;
        pipeline::weighted(opportunity.value, opportunity.probability)
    }

    fn weighted_text(&self) -> String {
        money(&self.page, self.weighted(), self.shown.opportunity.currency)
    }

    fn is_late(&self) -> bool {
        let opportunity = &self.shown.opportunity;
        let passed = |day| day < self.page.today;
        opportunity.stage.is_open() && opportunity.expected_close_on.is_some_and(passed)
    }

    /// Where it may go: every other stage but the lost one, which asks for its reason.
    fn others(&self) -> Vec<Stage> {
        let stage = self.shown.opportunity.stage;
        let others = Stage::ALL.iter().copied();
        others
            .filter(|other| *other != stage && *other != Stage::Lost)
            .collect()
    }

    fn percent(&self) -> String {
        let share = f64::from(self.shown.opportunity.probability) / 100.0;
        self.page.percent(share)
    }
}

#[derive(Template)]
#[template(path = "opportunities/loss.html")]
pub struct LossPage {
    pub page: Page,
    pub shown: Shown,
    pub form: LossForm,
    pub errors: FieldErrors,
}

impl LossPage {
    fn cancel(&self) -> String {
        let here = format!("{BOARD}/{}", self.shown.opportunity.id);
        way_back(&self.form.back, &here)
    }

    fn reasons(&self) -> Vec<(String, String)> {
        let named = |reason: &LostReason| (reason.to_string(), self.page.t(&reason.key()));
        LostReason::ALL.iter().map(named).collect()
    }
}
