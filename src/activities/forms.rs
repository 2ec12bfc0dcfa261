//! An activity as it is typed.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;

use super::due::Due;
use super::model::{Activity, ActivityKind, Entry};
use crate::domain::{Organisation, UserId};
use crate::web::FieldErrors;

/// A title is a line of a list.
const TITLE_MAX: usize = 200;
/// Far more than a note needs; less than what would make a page slow.
const BODY_MAX: usize = 10_000;
/// Years of which somebody may plan something.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct ActivityForm {
    pub kind: String,
    pub title: String,
    pub body: String,
    /// `2025-10-26`; empty for what has happened.
    pub due_date: String,
    /// `15:30`; empty for any time of the day.
    pub due_time: String,
    /// A user's id, or empty.
    pub assignee: String,
    /// Of a new one without an address that names it.
    pub customer_id: String,
    pub customer_name: String,
    /// Of a new one: the sale for which it is planned.
    pub opportunity_id: String,
    /// Where the writer came from.
    pub back: String,
    /// Of the row that is changed.
    pub version: i32,
}

/// What the form is read with.
pub struct Rules<'a> {
    pub organisation: &'a Organisation,
    /// Who may be in charge.
    pub people: &'a BTreeSet<UserId>,
    pub writer: UserId,
}

/// A form that can be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub kind: ActivityKind,
    pub title: String,
    pub body: String,
    pub due_at: Option<DateTime<Utc>>,
    pub assignee: Option<UserId>,
}

impl Plan {
    /// The row of a new one: what is due happens when it is due, anything else now.
    pub fn begun(self, now: DateTime<Utc>) -> Entry {
        Entry {
            occurred_at: self.due_at.unwrap_or(now),
            kind: self.kind,
            title: self.title,
            body: self.body,
            due_at: self.due_at,
            assignee_id: self.assignee,
            done_at: None,
            responsible: None,
            notes: None,
        }
    }

    /// The row of one that is changed.
    pub fn over(self, before: &Activity, now: DateTime<Utc>) -> Entry {
        let occurred_at = match (self.due_at, before.due_at, before.done_at) {
            (_, _, Some(_)) | (None, None, _) => before.occurred_at,
            (Some(due), _, None) => due,
            (None, Some(_), None) => now,
        };
        Entry {
            occurred_at,
            done_at: before.done_at,
            responsible: before.responsible.clone(),
            notes: before.notes.clone(),
            ..self.begun(now)
        }
    }
}

impl ActivityForm {
    /// What is stored, as it would be typed.
    pub fn of(activity: &Activity, organisation: &Organisation) -> Self {
        let due = activity.due_at.map(|at| Due::of(at, organisation));
        let time = due.and_then(|due| due.time);
        Self {
            kind: activity.kind.to_string(),
            title: activity.title.clone(),
            body: activity.body.clone(),
            due_date: due.map(|due| due.day.to_string()).unwrap_or_default(),
            due_time: time
                .map(|time| time.format("%H:%M").to_string())
                .unwrap_or_default(),
            assignee: activity
                .assignee_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            version: activity.version,
            ..Self::default()
        }
    }

    /// Every wrong field is named at once.
    pub fn read(&self, rules: &Rules) -> Result<Plan, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind: Option<ActivityKind> =
            errors.check("kind", self.kind.parse().map_err(|_| "field-choice"));
        let title = errors
            .check("title", read_title(&self.title))
            .unwrap_or_default();
        let body = errors
            .check("body", read_body(&self.body, !title.is_empty()))
            .unwrap_or_default();
        let due = errors.check("due_date", read_day(&self.due_date)).flatten();
        let time = errors
            .check("due_time", read_time(&self.due_time))
            .flatten();
        if due.is_none() && (time.is_some() || kind == Some(ActivityKind::Task)) {
            errors.add("due_date", "activity-due-needed");
        }
        let due_at = due.map(|day| Due { day, time }.at(rules.organisation));
        let assignee = errors
            .check("assignee", self.read_assignee(rules, due_at.is_some()))
            .flatten();
        match (kind, errors.is_empty()) {
            (Some(kind), true) => Ok(Plan {
                kind,
                title,
                body,
                due_at,
                assignee,
            }),
            _ => Err(errors),
        }
    }

    /// What is planned is somebody's: the writer's, unless another is named.
    fn read_assignee(
        &self,
        rules: &Rules,
        is_planned: bool,
    ) -> Result<Option<UserId>, &'static str> {
        match self.assignee.trim() {
            "" => Ok(is_planned.then_some(rules.writer)),
            typed => {
                let known = typed.parse().ok().filter(|id| rules.people.contains(id));
                known.map(Some).ok_or("field-choice")
            }
        }
    }
}

fn read_title(typed: &str) -> Result<String, &'static str> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let title = words.join(" ");
    match title.chars().count() {
        length if length > TITLE_MAX => Err("field-too-long"),
        _ => Ok(title),
    }
}

fn read_body(body: &str, has_title: bool) -> Result<String, &'static str> {
    // Browsers send CR LF.
    let body = body.replace("\r\n", "\n").trim().to_owned();
    match body.chars().count() {
        0 if !has_title => Err("field-required"),
        length if length > BODY_MAX => Err("field-too-long"),
        _ => Ok(body),
    }
}

/// A day that somebody may plan for; `None` where nothing is typed.
pub fn read_day(typed: &str) -> Result<Option<NaiveDate>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let day = typed.parse().ok();
            let in_reach = day.filter(|day: &NaiveDate| YEARS.contains(&day.year()));
            in_reach.map(Some).ok_or("field-date")
        }
    }
}

fn read_time(typed: &str) -> Result<Option<NaiveTime>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let read = |format| NaiveTime::parse_from_str(typed, format).ok();
            let time = read("%H:%M").or_else(|| read("%H:%M:%S"));
            time.map(Some).ok_or("activity-time-wrong")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &ActivityForm) -> Result<Plan, FieldErrors> {
        form.read(&Rules {
            organisation: &Organisation::default(),
            people: &[UserId::from(1), UserId::from(2)].into(),
            writer: 1.into(),
        })
    }

    fn form(kind: &str, title: &str, body: &str) -> ActivityForm {
        ActivityForm {
            kind: kind.into(),
            title: title.into(),
            body: body.into(),
            ..ActivityForm::default()
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = ActivityForm {
            due_date: "2025-02-30".into(),
            due_time: "25:00".into(),
            assignee: "9".into(),
            ..form("party", &"x".repeat(TITLE_MAX + 1), " \r\n ")
        };
        let errors = read(&wrong).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            ["assignee", "body", "due_date", "due_time", "kind", "title"]
        );
        assert_eq!(errors.get("body"), Some("field-required"));
    }

    #[test]
    fn a_note_keeps_its_lines_and_is_nobodys() {
        let note = read(&form("call", "", " uno\r\ndos ")).unwrap();
        assert_eq!(
            (note.kind, note.body.as_str()),
            (ActivityKind::Call, "uno\ndos")
        );
        assert_eq!((note.due_at, note.assignee), (None, None));
    }

    #[test]
    fn a_title_stands_for_a_text_and_a_task_needs_its_day() {
        let task = form("task", "  Llamar   a Ana ", "");
        let error = |form: &ActivityForm| read(form).unwrap_err();
        assert_eq!(error(&task).get("due_date"), Some("activity-due-needed"));
        let due = ActivityForm {
            due_date: "2025-10-27".into(),
            due_time: "10:00".into(),
            ..task
        };
        let plan = read(&due).unwrap();
        assert_eq!(plan.title, "Llamar a Ana");
        assert_eq!(plan.due_at, Some(at("2025-10-27T13:00:00Z")));
        assert_eq!(plan.assignee, Some(1.into()), "the writer's own");
        let for_another = ActivityForm {
            assignee: "2".into(),
            ..due
        };
        assert_eq!(read(&for_another).unwrap().assignee, Some(2.into()));
    }

    #[test]
    fn a_plan_happens_when_it_is_due() {
        let (now, due) = (at("2025-10-26T12:00:00Z"), at("2025-10-27T13:00:00Z"));
        let plan = |due_at| Plan {
            kind: ActivityKind::Call,
            title: "x".into(),
            body: String::new(),
            due_at,
            assignee: None,
        };
        let planned = plan(Some(due)).begun(now);
        assert_eq!(planned.occurred_at, due);
        assert_eq!(plan(None).begun(now).occurred_at, now);
        let before = Activity {
            id: 1.into(),
            customer_id: 1.into(),
            kind: ActivityKind::Call,
            title: "x".into(),
            body: String::new(),
            occurred_at: due,
            due_at: Some(due),
            assignee_id: None,
            done_at: None,
            version: 1,
            created_at: now,
            created_by: None,
            responsible: None,
            notes: None,
            opportunity_id: None,
            noted_by: None,
        };
        assert_eq!(plan(None).over(&before, now).occurred_at, now);
        let done = Activity {
            done_at: Some(now),
            occurred_at: now,
            ..before
        };
        let changed = plan(Some(due)).over(&done, now);
        assert_eq!((changed.occurred_at, changed.done_at), (now, Some(now)));
    }
}
