//! Who else must know: features lower in the list hear of a change in its own transaction. Wired in `app/`.

use std::sync::Arc;

use diesel::{PgConnection, QueryResult};

use super::State;
use crate::domain::{CustomerId, MessageId};

type OnState = Arc<dyn Fn(&mut PgConnection, MessageId, State) -> QueryResult<()> + Send + Sync>;
type OnConsent =
    Arc<dyn Fn(&mut PgConnection, CustomerId, ConsentChange) -> QueryResult<()> + Send + Sync>;

/// What a recipient decided, by the page of the unsubscribe link or by their mail program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentChange {
    Withdrawn,
    /// They marked a mail as spam.
    Complained,
    /// "I changed my mind"
    GivenAgain,
}

impl ConsentChange {
    /// How the consent was given or withdrawn.
    pub fn how(self) -> &'static str {
        match self {
            Self::Withdrawn | Self::GivenAgain => super::UNSUBSCRIBE_LINK,
            Self::Complained => "complaint",
        }
    }
}

#[derive(Clone, Default)]
pub struct Listeners {
    state: Vec<OnState>,
    consent: Vec<OnConsent>,
}

impl Listeners {
    /// Called with every state that a message comes to, except by [`super::actions::queue`] and
    /// [`super::actions::cancel`], whose caller knows.
    pub fn on_state<F>(mut self, listener: F) -> Self
    where
        F: Fn(&mut PgConnection, MessageId, State) -> QueryResult<()> + Send + Sync + 'static,
    {
        self.state.push(Arc::new(listener));
        self
    }

    /// Called when a customer leaves the list, or comes back, by the link of a message.
    pub fn on_consent<F>(mut self, listener: F) -> Self
    where
        F: Fn(&mut PgConnection, CustomerId, ConsentChange) -> QueryResult<()>
            + Send
            + Sync
            + 'static,
    {
        self.consent.push(Arc::new(listener));
        self
    }

    pub(super) fn tell_state(
        &self,
        conn: &mut PgConnection,
        id: MessageId,
        state: State,
    ) -> QueryResult<()> {
        self.state
            .iter()
            .try_for_each(|listener| listener(conn, id, state))
    }

    pub(super) fn tell_consent(
        &self,
        conn: &mut PgConnection,
        customer: CustomerId,
        change: ConsentChange,
    ) -> QueryResult<()> {
        self.consent
            .iter()
            .try_for_each(|listener| listener(conn, customer, change))
    }
}
