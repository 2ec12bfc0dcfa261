use askama::Template;
use chrono::{DateTime, Utc};

use crate::domain::JobId;
use crate::jobs::queries::{COUNT_LIMIT, Depth, StateCount};
use crate::jobs::{Job, Registry, State};
use crate::web::{Page, i18n, query};

/// Records that jobs work for, as their payloads name them, with the pages of these records.
const RECORDS: [(&str, &str); 3] = [
    ("message", "/messages"),
    ("proposal", "/proposals"),
    ("customer", "/customers"),
];

/// The address of a tab, from the job `before` on.
pub fn address(state: Option<State>, before: Option<JobId>) -> String {
    let before = before.map(|id| id.to_string());
    let mut pairs = Vec::new();
    if let Some(state) = state {
        pairs.push(("state", state.as_str()));
    }
    if let Some(before) = &before {
        pairs.push(("before", before.as_str()));
    }
    query("/admin/jobs", &pairs)
}

#[derive(Template)]
#[template(path = "admin/jobs/index.html")]
pub struct JobsPage {
    pub page: Page,
    pub queue: Queue,
}

/// The part that is fetched again every few seconds.
#[derive(Template)]
#[template(path = "admin/jobs/_queue.html")]
pub struct JobsFragment {
    pub page: Page,
    pub queue: Queue,
}

pub struct Queue {
    pub state: Option<State>,
    pub before: Option<JobId>,
    pub rows: Vec<Row>,
    pub counts: Vec<StateCount>,
    pub depths: Vec<Depth>,
    /// Where the page below begins.
    pub next: Option<JobId>,
}

pub struct Row {
    pub job: Job,
    /// Works for a record, which alone may stop or repeat it.
    has_owner: bool,
}

impl Queue {
    /// `jobs` has one more than the page, if there is a page below.
    pub fn new(
        state: Option<State>,
        before: Option<JobId>,
        mut jobs: Vec<Job>,
        page_size: i64,
        counts: Vec<StateCount>,
        depths: Vec<Depth>,
        registry: &Registry,
    ) -> Self {
        let has_more = jobs.len() as i64 > page_size;
        jobs.truncate(page_size as usize);
        let next = jobs.last().filter(|_| has_more).map(|job| job.id);
        let rows = jobs.into_iter().map(|job| Row {
            has_owner: registry.has_owner(&job.kind),
            job,
        });
        Self {
            state,
            before,
            rows: rows.collect(),
            counts,
            depths,
            next,
        }
    }

    pub fn address(&self) -> String {
        address(self.state, self.before)
    }

    pub fn tab(&self) -> &'static str {
        self.state.map_or("", State::as_str)
    }

    pub fn address_of(&self, state: &State) -> String {
        address(Some(*state), None)
    }

    pub fn is_on(&self, state: &State) -> bool {
        self.state == Some(*state)
    }

    pub fn first(&self) -> String {
        address(self.state, None)
    }

    pub fn below(&self, next: &JobId) -> String {
        address(self.state, Some(*next))
    }

    /// Counting stops where it would take long.
    pub fn count(&self, page: &Page, count: &StateCount) -> String {
        if count.count > COUNT_LIMIT {
            page.tv("jobs-more-than", "count", page.number(COUNT_LIMIT))
        } else {
            page.number(count.count)
        }
    }

    pub fn kind(&self, page: &Page, name: &str) -> String {
        kind(page, name)
    }

    /// How long the oldest due job of a kind has waited, in words.
    pub fn waits(&self, page: &Page, depth: &Depth) -> String {
        let seconds = depth.oldest_due as i64;
        match seconds {
            0 if depth.due == 0 => "–".to_owned(),
            0..60 => page.tn("count-seconds", seconds),
            60..3600 => page.tn("count-minutes", seconds / 60),
            _ => page.tn("count-hours", seconds / 3600),
        }
    }
}

/// What a kind of job does, in words; a kind that has none shows its name.
fn kind(page: &Page, kind: &str) -> String {
    let key = format!("job-{}", kind.replace('.', "-"));
    if i18n::has(page.language, &key) {
        page.t(&key)
    } else {
        kind.to_owned()
    }
}

impl Row {
    pub fn kind(&self, page: &Page) -> String {
        kind(page, &self.job.kind)
    }

    pub fn state(&self, page: &Page) -> String {
        page.t(&format!("job-state-{}", self.job.state))
    }

    pub fn badge(&self) -> (&'static str, &'static str) {
        match self.job.state {
            State::Queued => ("wait", "hourglass"),
            State::Running => ("info", "player-play"),
            State::Done => ("ok", "circle-check"),
            State::Failed => ("bad", "alert-triangle"),
            State::Cancelled => ("plain", "ban"),
        }
    }

    /// The instant that matters in the job's state, and the key of what it is.
    pub fn when(&self) -> Option<(&'static str, DateTime<Utc>)> {
        let job = &self.job;
        match job.state {
            State::Queued => Some(("jobs-next-run", job.run_at)),
            State::Running => job.started_at.map(|at| ("jobs-started", at)),
            _ => job.finished_at.map(|at| ("jobs-finished", at)),
        }
    }

    pub fn attempts(&self, page: &Page) -> String {
        let (made, most) = (self.job.attempts, self.job.max_attempts);
        page.tv2("jobs-attempts-of", "made", made, "most", most)
    }

    pub fn can_try_again(&self) -> bool {
        !self.has_owner && matches!(self.job.state, State::Failed | State::Cancelled)
    }

    pub fn can_cancel(&self) -> bool {
        let is_open = match self.job.state {
            // The next run would come all the same.
            State::Queued => !self.is_recurring(),
            State::Running => !self.job.cancel_requested,
            _ => false,
        };
        is_open && !self.has_owner
    }

    fn is_recurring(&self) -> bool {
        let key = self.job.unique_key.as_deref();
        key.is_some_and(|key| key.starts_with("recurring:"))
    }

    /// The page of the record that the job works for.
    pub fn record(&self) -> Option<String> {
        let id = |name: &str| self.job.payload.get(name)?.as_i64();
        RECORDS
            .iter()
            .find_map(|(name, path)| id(name).map(|id| format!("{path}/{id}")))
    }
}
