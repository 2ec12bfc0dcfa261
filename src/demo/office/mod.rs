//! What an office works with besides its customers: companies, what is to be done, what may be sold, what is billed. All
//! of it is dated by the business date, the same at every load, and written by the features' own actions.

mod billing;
mod companies;
mod sales;
mod work;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use diesel::PgConnection;

use super::{DemoError, queries};
use crate::activities::Due;
use crate::audit::Actor;
use crate::domain::{CustomerId, Organisation, Role, UserId};
use crate::users;

/// Who did it, or is in charge of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Desk {
    Manager,
    Sales,
    Reception,
}

/// Whom it concerns: a company by its place in the list, or one of those who come most often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    Company(usize),
    Guest(usize),
}

/// Those who come most often and can be written to; `Whom::Guest` counts them.
const GUESTS: i64 = 10;

/// The office while it is filled.
struct Office {
    today: NaiveDate,
    organisation: Organisation,
    desks: Vec<(Desk, Actor)>,
    companies: Vec<CustomerId>,
    guests: Vec<CustomerId>,
}

pub fn load(
    conn: &mut PgConnection,
    organisation: Organisation,
    today: NaiveDate,
) -> Result<(), DemoError> {
    let mut office = Office {
        today,
        organisation,
        desks: desks(conn)?,
        companies: Vec::new(),
        guests: queries::list_regulars(conn, GUESTS)?,
    };
    office.companies = companies::create(conn, &office)?;
    billing::create(conn, &office)?;
    let sales = sales::create(conn, &office)?;
    work::create(conn, &office, &sales)?;
    Ok(())
}

/// The user of each role.
fn desks(conn: &mut PgConnection) -> diesel::QueryResult<Vec<(Desk, Actor)>> {
    let desk = |user: users::User| {
        let desk = match user.role {
            Role::Admin => Desk::Manager,
            Role::Sales => Desk::Sales,
            Role::Staff => Desk::Reception,
        };
        let actor = Actor {
            user_id: Some(user.id),
            name: user.name,
            request_id: None,
        };
        (desk, actor)
    };
    let people = users::queries::list_users(conn)?;
    Ok(people.into_iter().map(desk).collect())
}

impl Office {
    fn actor(&self, desk: Desk) -> Actor {
        let found = self.desks.iter().find(|(known, _)| *known == desk);
        found.map_or_else(|| Actor::program("demo"), |(_, actor)| actor.clone())
    }

    fn user(&self, desk: Desk) -> Option<UserId> {
        self.actor(desk).user_id
    }

    fn customer(&self, whom: Whom) -> Result<CustomerId, DemoError> {
        let found = match whom {
            Whom::Company(place) => self.companies.get(place),
            Whom::Guest(place) => self.guests.get(place),
        };
        found.copied().ok_or(DemoError::NoGuests)
    }

    /// The day so many days from today; before it where negative.
    fn day(&self, away: i64) -> NaiveDate {
        let days = Days::new(away.unsigned_abs());
        match away < 0 {
            true => self.today - days,
            false => self.today + days,
        }
    }

    /// An hour of that day, where the business is.
    fn at(&self, away: i64, hour: u32) -> DateTime<Utc> {
        let due = Due {
            day: self.day(away),
            time: NaiveTime::from_hms_opt(hour, 0, 0),
        };
        due.at(&self.organisation)
    }
}
