use askama::Template;
use chrono::NaiveDate;

use super::model::{Deleted, Obstacles};
use crate::domain::Capability;
use crate::web::{Page, query};

#[derive(Template)]
#[template(path = "customers/deleted/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub q: String,
    pub is_first: bool,
    pub is_too_short: bool,
    pub rows: Vec<Deleted>,
    pub has_more: bool,
}

impl IndexPage {
    fn first(&self) -> String {
        self.address("")
    }

    fn next(&self) -> Option<String> {
        let last = self.rows.last().filter(|_| self.has_more)?;
        Some(self.address(&last.place().to_string()))
    }

    fn address(&self, before: &str) -> String {
        let mut pairs = vec![("q", self.q.as_str()), ("before", before)];
        pairs.retain(|(_, value)| !value.is_empty());
        query("/customers/deleted", &pairs)
    }

    fn contact(&self, row: &Deleted) -> String {
        let channels = [row.email.as_deref(), row.phone.as_deref()];
        let channels: Vec<&str> = channels.into_iter().flatten().collect();
        channels.join(" · ")
    }
}

/// What there is of a deleted customer: that and when, and for admins what to do about it.
#[derive(Template)]
#[template(path = "customers/deleted/show.html")]
pub struct DeletedPage {
    pub page: Page,
    pub customer: Deleted,
    /// Why they could not be brought back.
    pub obstacles: Option<Obstacles>,
}

impl DeletedPage {
    pub fn new(page: Page, customer: Deleted) -> Self {
        Self {
            page,
            customer,
            obstacles: None,
        }
    }

    fn day(&self) -> NaiveDate {
        let zone = self.page.org().time_zone;
        let at = self.customer.deleted_at.with_timezone(&zone);
        at.date_naive()
    }

    fn is_admin(&self) -> bool {
        self.page.may(Capability::Erase)
    }

    fn may_restore(&self) -> bool {
        let is_question = self.obstacles.as_ref().is_some_and(Obstacles::is_question);
        self.is_admin()
            && self.customer.became.is_none()
            && !self.customer.is_being_erased
            && (self.obstacles.is_none() || is_question)
    }
}
