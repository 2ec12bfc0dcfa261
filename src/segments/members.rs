//! Lists of the customers behind a figure: who made a step of a month, who would change with other thresholds.

use askama::Template;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Integer, Text};

use super::rfm::Segment;
use crate::domain::CustomerId;
use crate::web::{Page, Pages};

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
    pub pages: Pages,
    /// The address of this list, to which the page's number is added.
    pub base: String,
    /// The address of the list as a file.
    pub export: String,
}

impl MembersPage {
    /// "Se muestran los primeros 10.000.": rows are ordered by what they are worth. `None` where all are within reach.
    fn cut(&self) -> Option<String> {
        self.pages.is_cut().then(|| {
            let most = self.page.number(Pages::REACHED);
            self.page.tv("segments-members-first", "count", most)
        })
    }

    fn recency(&self, member: &Member) -> i64 {
        (self.page.today - member.last_service).num_days()
    }
}
