//! What goes when a person is erased: each table's owner empties its rows, in this order.

use crate::privacy::Erasers;
use crate::{
    activities, api_keys, audit, campaigns, customers, duplicates, history, imports, invoices,
    jobs, messages, opportunities, proposals, value, webhooks,
};

/// Every table that tells of a customer; tests hold it against the database's own catalogue and against what is left in a
/// dump. What others still refer to comes before what it refers to; the customer's row wakes the search for duplicates, so
/// that comes late.
pub fn erasers() -> Erasers {
    let erasers = Erasers::default()
        .of("audit_values", audit::erasing::erase_values)
        .of("idempotency_keys", api_keys::erasing::erase_answers)
        // Whose rows stand in which file is found by what the next ones empty.
        .of("import_pieces", imports::erasing::erase_files)
        .of("imports", imports::erasing::erase_samples)
        .of("import_errors", imports::erasing::erase_errors)
        .of("import_refused", imports::erasing::erase_refused)
        .of("import_changed", imports::erasing::erase_changed)
        .of(
            "delivery_attempts",
            webhooks::queries::erasing::erase_answers,
        )
        .of("service_history", history::erasing::erase_history)
        .of("activities", activities::erasing::erase_activities)
        .of("opportunities", opportunities::erasing::erase_opportunities)
        .of("invoices", invoices::erasing::erase_drafts)
        .of("invoice_lines", invoices::erasing::erase_draft_lines)
        .of("payments", invoices::erasing::erase_payments)
        .of("refunds", invoices::erasing::erase_refunds)
        .of(
            "campaign_members",
            campaigns::queries::erasing::erase_members,
        );
    with_words(erasers)
        .of(
            "contact_points",
            customers::queries::erasing::erase_contact_points,
        )
        .of("contacts", customers::queries::erasing::erase_contacts)
        .of("consents", customers::queries::erasing::erase_consents)
        .of(
            "customer_batch_rows",
            customers::queries::erasing::erase_batch_rows,
        )
        .of("customer_batches", customers::erase_batches)
        .of("customer_views", customers::erase_searches)
        .of("customer_values", value::erasing::erase_values)
        .of("call_pauses", value::erasing::erase_pauses)
        .of("customers", customers::queries::erasing::erase_customers)
        .of("customer_merges", duplicates::erasing::erase_merges)
        .of("duplicate_keys", duplicates::erasing::erase_keys)
        .of("duplicate_pairs", duplicates::erasing::erase_pairs)
        .of("duplicate_checks", duplicates::erasing::erase_checks)
        // Last, so that the queue waits for no row of its own.
        .of("jobs", jobs::erasing::erase_jobs)
}

/// What was written about them and to them.
fn with_words(erasers: Erasers) -> Erasers {
    use messages::queries::erasing as mails;
    use proposals::queries::erasing as offers;
    erasers
        .of("proposals", offers::erase_proposals)
        .of("proposal_items", offers::erase_items)
        .of("proposal_events", offers::erase_events)
        .of("proposal_examples", offers::erase_examples)
        .of("message_attachments", mails::erase_attachments)
        .of("message_attempts", mails::erase_attempts)
        .of("message_links", mails::erase_links)
        .of("unsubscribe_reasons", mails::erase_leaving_notes)
        .of("webhook_events", mails::erase_reports)
        .of("message_preferences", mails::erase_preferences)
        .of("suppressions", mails::erase_suppressions)
        .of("messages", mails::erase_messages)
}
