//! Lists of the customers behind a figure: who made a step of a month, who would change with other thresholds.

use askama::Template;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Integer, Text};

use super::rfm::Segment;
use crate::domain::CustomerId;
use crate::web::Page;

/// Rows on a page of a list.
pub const PAGE_SIZE: i64 = 50;
/// Further back a list does not go, and says so: its rows are ordered by what they are worth.
const LAST_PAGE: i64 = 200;

/// One customer of a list.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Member {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The segment of now.
    #[diesel(sql_type = Text)]
    pub segment: Segment,
    #[diesel(sql_type = Integer)]
    pub services: i32,
    /// Minor units; what the list is ordered by.
    #[diesel(sql_type = BigInt)]
    pub spend: i64,
    #[diesel(sql_type = Date)]
    pub last_service: NaiveDate,
}

/// The customers of a step from one segment to another.
#[derive(Template)]
#[template(path = "segments/members.html")]
pub struct MembersPage {
    pub page: Page,
    /// The list above: its address and the key of its name.
    pub above: (String, &'static str),
    /// What the rows have in common, in a sentence.
    pub intro: String,
    pub step: (Segment, Segment),
    /// The key of what `spend` is.
    pub spend_key: &'static str,
    pub members: Vec<Member>,
    pub count: i64,
    pub current: i64,
    /// The address of this list, to which the page's number is added.
    pub base: String,
    /// The address of the list as a file.
    pub export: String,
}

impl MembersPage {
    fn last(&self) -> i64 {
        last_page(self.count)
    }

    /// "1–50 de 1.234"
    fn span(&self) -> String {
        let first = (self.current - 1) * PAGE_SIZE + 1;
        let last = first + self.members.len() as i64 - 1;
        self.page.tv3(
            "history-span",
            ("first", self.page.number(first)),
            ("last", self.page.number(last)),
            ("count", self.page.number(self.count)),
        )
    }

    /// "Se muestran los primeros 10.000."; `None` where all rows are within reach.
    fn cut(&self) -> Option<String> {
        let most = LAST_PAGE * PAGE_SIZE;
        (self.count > most).then(|| {
            let most = self.page.number(most);
            self.page.tv("segments-members-first", "count", most)
        })
    }

    fn recency(&self, member: &Member) -> i64 {
        (self.page.today - member.last_service).num_days()
    }
}

/// The page that is asked for, or the nearest there is.
pub fn page_number(typed: &str, count: i64) -> i64 {
    typed.parse().unwrap_or(1).clamp(1, last_page(count))
}

/// How many rows stand before a page.
pub const fn offset(page: i64) -> i64 {
    (page - 1) * PAGE_SIZE
}

fn last_page(count: i64) -> i64 {
    ((count + PAGE_SIZE - 1) / PAGE_SIZE).clamp(1, LAST_PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lies_between_the_first_and_the_last() {
        let asked = |typed| page_number(typed, 120);
        assert_eq!(
            [asked(""), asked("0"), asked("2"), asked("9")],
            [1, 1, 2, 3]
        );
        assert_eq!(
            (page_number("7", 0), page_number("999", 1_000_000)),
            (1, 200)
        );
    }
}
