//! What features do when something above them in the list changes, in the transaction of that change.

use diesel::{PgConnection, QueryResult};

use crate::campaigns;
use crate::customers::{self, Channel, ConsentState, NewConsent, TagFollowers};
use crate::domain::CustomerId;
use crate::duplicates;
use crate::imports;
use crate::messages::{ConsentChange, Listeners};
use crate::proposals;
use crate::services::CategoryFollowers;
use crate::settings::FieldFollowers;

/// Who hears of the messages' states and of who left the list.
pub fn to_messages() -> Listeners {
    Listeners::default()
        .on_consent(keep_consent)
        .on_state(proposals::follow_message)
}

/// Whose filters follow a tag that is called otherwise.
pub fn to_tags() -> TagFollowers {
    TagFollowers {
        drafts: campaigns::retagging::follow_part,
    }
}

/// Whose filters and traces follow an option of a field of the business that is called otherwise.
pub fn to_own_fields() -> FieldFollowers {
    FieldFollowers {
        drafts: campaigns::retagging::follow_options,
        traces: [
            imports::renaming::follow_options,
            duplicates::renaming::follow_options,
        ],
        hold_imports_off: imports::renaming::hold_off,
    }
}

/// Whose filters follow a category of the catalogue whose last entry went to another.
pub fn to_categories() -> CategoryFollowers {
    CategoryFollowers {
        drafts: campaigns::retagging::follow_part,
    }
}

fn keep_consent(
    conn: &mut PgConnection,
    customer: CustomerId,
    change: ConsentChange,
) -> QueryResult<()> {
    let state = match change {
        ConsentChange::Withdrawn | ConsentChange::Complained => ConsentState::Withdrawn,
        ConsentChange::GivenAgain => ConsentState::Given,
    };
    // Whoever notes another word at the same moment waits for this one, or was waited for.
    customers::queries::lock_row(conn, customer)?;
    if matches!(change, ConsentChange::GivenAgain) && !has_left(conn, customer, change.how())? {
        return Ok(());
    }
    let consent = NewConsent {
        customer_id: customer,
        channel: Channel::Email,
        state,
        how: change.how().to_owned(),
        proof: None,
        recorded_by: None,
    };
    customers::queries::insert_consent(conn, &consent).map(|_| ())
}

/// Whether their newest word is that they left in this way: what they said elsewhere since is not taken back.
fn has_left(conn: &mut PgConnection, customer: CustomerId, how: &str) -> QueryResult<bool> {
    let newest = customers::queries::list_consents(conn, customer)?;
    let by_email = newest
        .iter()
        .find(|consent| consent.channel == Channel::Email);
    Ok(by_email.is_some_and(|said| said.state == ConsentState::Withdrawn && said.how == how))
}
