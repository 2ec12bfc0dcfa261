use askama::Template;

use super::forms::address;
use super::model::{DueTask, Tally, Task, View};
use super::queries::{COUNT_LIMIT, PAGE};
use crate::activities::due::{Due, Standing};
use crate::domain::Capability;
use crate::web::{Page, query};

/// A page beyond it asks for a narrower view.
pub const LAST_PAGE: i64 = 200;

#[derive(Template)]
#[template(path = "activities/index.html")]
pub struct IndexPage {
    pub page: Page,
    view: View,
    is_mine: bool,
    tally: Tally,
    tasks: Vec<TaskView>,
    number: i64,
    total: i64,
}

impl IndexPage {
    pub fn new(
        page: Page,
        (view, is_mine): (View, bool),
        tally: Tally,
        tasks: Vec<Task>,
        (number, total): (i64, i64),
    ) -> Self {
        let tasks = tasks.into_iter();
        Self {
            tasks: tasks.map(|task| TaskView::new(&page, task)).collect(),
            page,
            view,
            is_mine,
            tally,
            number,
            total,
        }
    }

    /// Every view with its address, name and count.
    fn tabs(&self) -> Vec<(String, String, bool, String)> {
        let tab = |view: &View| {
            let count = self.tally.of(*view, self.is_mine || *view == View::Mine);
            (
                address(*view, self.is_mine),
                self.page.t(&format!("activities-{view}")),
                *view == self.view,
                count
                    .map(|count| self.page.number(count))
                    .unwrap_or_default(),
            )
        };
        View::ALL.iter().map(tab).collect()
    }

    /// The same view of one's own and of the team.
    fn whose(&self) -> Vec<(String, String, bool)> {
        let one = |is_mine: bool, key: &str| {
            (
                address(self.view, is_mine),
                self.page.t(key),
                is_mine == self.is_mine,
            )
        };
        match self.view.is_of_either() {
            true => vec![
                one(true, "activities-of-me"),
                one(false, "activities-of-team"),
            ],
            false => Vec::new(),
        }
    }

    fn here(&self) -> String {
        let address = address(self.view, self.is_mine);
        match self.number {
            1 => address,
            number => format!("{}page={number}", with_joint(address)),
        }
    }

    fn base(&self) -> String {
        with_joint(address(self.view, self.is_mine))
    }

    fn new_href(&self) -> String {
        query("/activities/new", &[("back", &self.here())])
    }

    fn last(&self) -> i64 {
        ((self.total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
    }

    fn range(&self) -> String {
        let from = (self.number - 1) * PAGE + 1;
        let to = from + self.tasks.len() as i64 - 1;
        let total = match self.total > COUNT_LIMIT {
            true => self.page.tv(
                "activities-more-than",
                "count",
                self.page.number(COUNT_LIMIT),
            ),
            false => self.page.number(self.total),
        };
        self.page.tv3(
            "activities-range",
            ("from", self.page.number(from)),
            ("to", self.page.number(to)),
            ("total", total),
        )
    }

    fn empty_title(&self) -> String {
        self.page.t(&format!("activities-empty-{}", self.view))
    }
}

fn with_joint(address: String) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}")
}

/// A row in words.
#[derive(Debug, Clone)]
pub struct TaskView {
    pub task: Task,
    pub title: String,
    /// What is said besides the title.
    pub detail: String,
    /// "Hoy, 15:30", "Venció ayer"
    pub due: String,
    /// `overdue`, `today`, `tomorrow`, `later` or `done`
    pub standing: &'static str,
    /// Whether the reader may do something with it.
    pub is_changeable: bool,
}

impl TaskView {
    pub fn new(page: &Page, task: Task) -> Self {
        let activity = &task.activity;
        let viewer = page.user().map(|viewer| viewer.id);
        let people = [activity.created_by, activity.assignee_id];
        let due = activity.due_at.map(|at| Due::of(at, &page.organisation));
        let standing = match (due, activity.done_at) {
            (_, Some(_)) | (None, _) => "done",
            (Some(due), None) => match due.standing(page.today) {
                Standing::Overdue(_) => "overdue",
                Standing::Today => "today",
                Standing::Tomorrow => "tomorrow",
                Standing::Later => "later",
            },
        };
        let words = match (activity.done_at, due) {
            (Some(at), _) => page.tv("activity-done-at", "date", page.datetime(&at)),
            (None, Some(due)) => due_words(page, &due),
            (None, None) => String::new(),
        };
        let (title, detail) = title_of(page, &task);
        Self {
            due: words,
            standing,
            is_changeable: activity.is_open()
                || page.may(Capability::Users)
                || (viewer.is_some() && people.contains(&viewer)),
            title,
            detail,
            task,
        }
    }

    pub fn is_open(&self) -> bool {
        self.task.activity.is_open()
    }
}

/// The first line stands for a title where there is none.
fn title_of(page: &Page, task: &Task) -> (String, String) {
    let activity = &task.activity;
    let body = activity.body.as_str();
    match (activity.title.as_str(), body.split_once('\n')) {
        ("", _) if body.is_empty() => (page.t(&activity.kind.key()), String::new()),
        ("", Some((first, rest))) => (first.to_owned(), rest.to_owned()),
        ("", None) => (body.to_owned(), String::new()),
        (title, _) => (title.to_owned(), body.to_owned()),
    }
}

/// When something is due, as one says it today.
pub fn due_words(page: &Page, due: &Due) -> String {
    let day = match due.standing(page.today) {
        Standing::Overdue(days) => return page.tn("activity-overdue", days),
        Standing::Today => page.t("today"),
        Standing::Tomorrow => page.t("activity-tomorrow"),
        Standing::Later => page.date(&due.day),
    };
    match due.time {
        Some(time) => format!("{day}, {}", page.organisation.locale.time(time)),
        None => day,
    }
}

/// What somebody has to do today, for the dashboard.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    pub rows: Vec<TaskView>,
    /// Of which the rows are the first.
    pub total: i64,
}

impl Panel {
    /// It has room for so many.
    pub const ROWS: i64 = 6;

    pub fn new(page: &Page, rows: Vec<DueTask>) -> Self {
        let total = rows.first().map_or(0, |row| row.total);
        let rows = rows.into_iter();
        Self {
            rows: rows.map(|row| TaskView::new(page, row.task)).collect(),
            total,
        }
    }

    /// How many more there are.
    pub fn more(&self) -> i64 {
        self.total - self.rows.len() as i64
    }
}
