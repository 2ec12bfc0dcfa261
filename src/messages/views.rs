use askama::Template;

use super::queries::{COUNT_LIMIT, Details, HeldCount, Row, StateCount};
use super::{Frame, Frequency, LeaveReason, Reason, State, link_to_suppressions};
use crate::domain::UserId;
use crate::web::{Page, Pages};

/// Whether the reader of `page` may open the message that `author` wrote; the same as [`super::queries::Reader`].
pub fn opens_for(page: &Page, author: Option<UserId>) -> bool {
    let reader = page.user().map(|viewer| viewer.id);
    let is_own = author.is_some() && author == reader;
    page.can("release_all_messages") || (page.can("release_own_messages") && is_own)
}

/// How many messages are in a state, or in any.
pub(super) fn total_of(counts: &[StateCount], state: Option<State>) -> i64 {
    let is_asked = |count: &&StateCount| state.is_none_or(|state| state == count.state);
    let asked = counts.iter().filter(is_asked);
    asked.map(|count| count.count).sum()
}

#[derive(Template)]
#[template(path = "messages/index.html")]
pub struct IndexPage {
    pub page: Page,
    /// `None`: all of them.
    pub state: Option<State>,
    pub pages: Pages,
    pub counts: Vec<StateCount>,
    /// On the tab of what is held: why, and how many of each.
    pub held: Vec<HeldCount>,
    pub rows: Vec<Row>,
}

impl IndexPage {
    /// Tabs: every state but those that nothing is in for long.
    fn tabs(&self) -> Vec<&StateCount> {
        let shown = |count: &&StateCount| {
            count.state != State::Sending || count.count > 0 || self.state == Some(State::Sending)
        };
        self.counts.iter().filter(shown).collect()
    }

    fn is_current(&self, tab: &StateCount) -> bool {
        self.state == Some(tab.state)
    }

    fn figure(&self, count: &i64) -> String {
        if *count > COUNT_LIMIT {
            self.page
                .tv("more-than", "count", self.page.number(COUNT_LIMIT))
        } else {
            self.page.number(*count)
        }
    }

    /// The part of the pager's links before the page's number.
    fn base(&self) -> String {
        match self.state {
            Some(state) => format!("/messages?state={state}&"),
            None => "/messages?".to_owned(),
        }
    }

    /// "1–50 de 312"
    fn range(&self) -> String {
        let total = self.figure(&self.pages.total());
        self.pages.range_of(&self.page, total)
    }
}

#[derive(Template)]
#[template(path = "messages/show.html")]
pub struct MessagePage {
    pub page: Page,
    pub details: Details,
}

impl MessagePage {
    fn may_release(&self) -> bool {
        self.details.message.state == State::Held
    }

    fn may_discard(&self) -> bool {
        matches!(self.details.message.state, State::Held | State::Queued)
    }

    fn is_uncertain(&self) -> bool {
        self.details.message.state == State::Uncertain
    }

    /// The colour of the line that gives the reason.
    fn alert_kind(&self) -> &'static str {
        match self.details.message.state {
            State::Held | State::Uncertain => "warn",
            State::Refused => "bad",
            State::Queued | State::Sending | State::Sent | State::Discarded => "info",
        }
    }

    /// The list of suppressions, where it says more of the reason.
    fn suppressions(&self) -> Option<String> {
        let message = &self.details.message;
        let is_of_address = message.reason.is_some_and(Reason::is_of_address);
        is_of_address.then(|| link_to_suppressions(&message.recipient))
    }

    /// The name that people know it by.
    fn title(&self) -> String {
        let message = &self.details.message;
        if message.subject.is_empty() {
            self.page.t(&message.kind_key())
        } else {
            message.subject.clone()
        }
    }
}

#[derive(Template)]
#[template(path = "messages/unsubscribe.html")]
pub struct UnsubscribePage {
    pub page: Page,
    /// Masked.
    pub address: String,
    pub has_left: bool,
    pub frequency: Option<Frequency>,
    pub reason: Option<LeaveReason>,
    /// A wish or a reason was noted just now.
    pub is_saved: bool,
}

impl UnsubscribePage {
    fn frequencies(&self) -> Vec<(&'static str, String)> {
        let less = Frequency::ALL.iter().map(|frequency| frequency.as_str());
        let word = |value| (value, self.page.t(&format!("frequency-{value}")));
        std::iter::once("all").chain(less).map(word).collect()
    }

    fn frequency(&self) -> &'static str {
        self.frequency.map_or("all", Frequency::as_str)
    }

    fn reasons(&self) -> Vec<(&'static str, String)> {
        let word = |reason: &LeaveReason| {
            (
                reason.as_str(),
                self.page.t(&format!("leave-reason-{reason}")),
            )
        };
        LeaveReason::ALL.iter().map(word).collect()
    }

    fn reason(&self) -> &'static str {
        self.reason.unwrap_or(LeaveReason::TooOften).as_str()
    }
}

/// A mail with a link that signs somebody in: an invitation or a new password.
#[derive(Template)]
#[template(path = "emails/link/mail.html")]
pub struct LinkMailHtml<'a> {
    pub mail: &'a Frame,
    pub title: String,
    pub text: String,
    pub button: String,
    pub link: &'a str,
}

#[derive(Template)]
#[template(path = "emails/link/mail.txt")]
pub struct LinkMailText<'a> {
    pub mail: &'a Frame,
    pub title: String,
    pub text: String,
    pub button: String,
    pub link: &'a str,
}
