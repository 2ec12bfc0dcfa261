//! The pages of proposals: `show` with its `items`, the question before the `delivery`, the list (`index`), and the panel of a
//! customer.

mod delivery;
mod index;
mod items;
mod show;

use super::model::{Listed, State};
use crate::domain::{CustomerId, Locale};
use crate::web::Page;

pub use delivery::DeliveryPage;
pub use index::{IndexPage, last_page};
pub use show::{Found, ShowPage};

/// Badge of a state: its kind and its icon.
fn badge_of(state: State) -> (&'static str, &'static str) {
    match state {
        State::Generating => ("wait", "hourglass"),
        State::Ready => ("info", "pencil"),
        State::Approved | State::Scheduled => ("info", "clock"),
        State::Queued => ("wait", "send"),
        State::Sent => ("ok", "mail-check"),
        State::Held => ("warn", "player-pause"),
        State::Refused => ("bad", "send-off"),
        State::Uncertain => ("warn", "help-circle"),
        State::Cancelled => ("plain", "ban"),
        State::Failed => ("bad", "alert-circle"),
    }
}

/// What a customer's panel, the list and the page say of a state.
pub struct StateBadge {
    pub kind: &'static str,
    pub icon: &'static str,
    pub text: String,
}

impl StateBadge {
    fn new(page: &Page, state: State) -> Self {
        let (kind, icon) = badge_of(state);
        let text = page.t(&format!("proposal-state-{state}"));
        Self { kind, icon, text }
    }
}

/// Millionths of a dollar as dollars with four decimals, since a proposal costs less than a cent.
pub fn dollars(locale: &Locale, micros: i64) -> String {
    locale.decimal(micros as f64 / 1_000_000.0, 4)
}

/// A customer's proposals, for the profile: `{% import "proposals/_panel.html" as proposals %}` and
/// `{{ proposals::panel(self.panel) }}`.
pub struct Panel {
    pub customer: CustomerId,
    /// The newest first.
    pub rows: Vec<Listed>,
}

impl Panel {
    pub fn badge(&self, page: &Page, row: &Listed) -> StateBadge {
        StateBadge::new(page, row.state())
    }

    /// The newest one, if it still wants something of the reader.
    pub fn current(&self) -> Option<&Listed> {
        let is_open = |state| {
            matches!(
                state,
                State::Generating | State::Ready | State::Queued | State::Held | State::Uncertain
            )
        };
        self.rows.first().filter(|row| is_open(row.state()))
    }
}
