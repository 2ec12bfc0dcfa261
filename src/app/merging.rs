//! What goes along when two customers turn out to be one: each table's owner hands over its rows.

use crate::duplicates::Moves;
use crate::{
    activities, campaigns, customers, history, invoices, messages, opportunities, proposals, value,
};

/// Every table whose rows belong to a customer; a test holds it against the database's own catalogue.
pub fn moves() -> Moves {
    Moves::default()
        .of(
            "contact_points",
            customers::queries::merging::move_contact_points,
        )
        .of("contacts", customers::queries::merging::move_contacts)
        .of("consents", customers::queries::merging::move_consents)
        .of("service_history", history::queries::move_history)
        .of("activities", activities::queries::move_activities)
        .of("opportunities", opportunities::move_opportunities)
        .of("messages", messages::queries::move_messages)
        .of("message_preferences", messages::queries::move_preferences)
        .of("proposals", proposals::queries::move_proposals)
        .of("campaign_members", campaigns::queries::move_members)
        .of("invoices", invoices::move_invoices)
        .of("call_pauses", value::queries::move_pauses)
}
