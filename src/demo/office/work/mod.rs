//! What is to be done, by whom and until when, and what was done lately. All of it stands in `items`.

mod items;

use chrono::NaiveTime;
use diesel::PgConnection;

use self::items::{FOR_SALES, ITEMS};
use super::{Desk, Office, Whom};
use crate::activities::{ActivityKind, Due, Entry, actions};
use crate::demo::DemoError;
use crate::domain::OpportunityId;

struct Item {
    whom: Whom,
    kind: ActivityKind,
    /// Who is in charge, or did it.
    desk: Desk,
    title: &'static str,
    body: &'static str,
    /// From today.
    day: i64,
    /// Without one, any time of that day.
    hour: Option<u32>,
    state: State,
}

enum State {
    ToDo,
    /// It was planned, and done then.
    Done,
    /// It just happened.
    Noted,
}

const fn item(
    kind: ActivityKind,
    whom: Whom,
    desk: Desk,
    (day, hour): (i64, Option<u32>),
    title: &'static str,
    body: &'static str,
) -> Item {
    Item {
        whom,
        kind,
        desk,
        title,
        body,
        day,
        hour,
        state: State::ToDo,
    }
}

const fn done(item: Item) -> Item {
    Item {
        state: State::Done,
        ..item
    }
}

const fn noted(item: Item) -> Item {
    Item {
        state: State::Noted,
        ..item
    }
}

pub fn create(
    conn: &mut PgConnection,
    office: &Office,
    sales: &[(&str, OpportunityId)],
) -> Result<(), DemoError> {
    for item in ITEMS {
        let sale = FOR_SALES.iter().find(|(title, _)| *title == item.title);
        let sale = sale.and_then(|(_, sale)| sales.iter().find(|(title, _)| title == sale));
        let of = (office.customer(item.whom)?, sale.map(|(_, id)| *id));
        let actor = office.actor(item.desk);
        actions::create_for(conn, &actor, of, &item.entry(office))?;
    }
    Ok(())
}

impl Item {
    fn entry(&self, office: &Office) -> Entry {
        let due = Due {
            day: office.day(self.day),
            time: self
                .hour
                .and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0)),
        };
        let due = due.at(&office.organisation);
        let happened = office.at(self.day, self.hour.unwrap_or(13));
        let (occurred_at, due_at, done_at) = match self.state {
            State::ToDo => (due, Some(due), None),
            State::Done => (happened, Some(due), Some(happened)),
            State::Noted => (happened, None, None),
        };
        Entry {
            kind: self.kind,
            title: self.title.to_owned(),
            body: self.body.to_owned(),
            occurred_at,
            due_at,
            assignee_id: due_at.and(office.user(self.desk)),
            done_at,
            responsible: None,
            notes: None,
        }
    }
}
