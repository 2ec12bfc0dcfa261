//! Every statement of the messages, parted by what it serves: the book of messages and attempts, the pages, what is
//! known of recipients, which addresses left or bounced, and what readers wish. Writes `messages`, `message_attempts`,
//! `suppressions`, `message_preferences` and `unsubscribe_reasons`; decides nothing.

mod book;
pub mod erasing;
mod moves;
mod pages;
mod recipients;
mod restored;
mod suppressions;
mod wishes;

pub(super) use book::{
    delete_secret_text, find_newest_attempt, find_pause, insert_attachments, insert_attempt,
    insert_message, list_attachments, lock_message, lock_visible, update_abandoned, update_attempt,
    update_dated, update_handed_over, update_pause_ended, update_queued_again, update_state,
    update_undone,
};
pub use moves::{move_messages, move_preferences};
pub use pages::{
    COUNT_LIMIT, Details, HeldCount, Reader, Row, StateCount, count_by_state, count_held,
    find_details, find_visible, list_attempts, list_held, list_messages,
};
pub(super) use recipients::{
    Subscription, find_facts, find_footer_address, find_subscription, find_withdrawal,
};
pub use restored::doubt_unsent;
pub(super) use suppressions::{
    Lifted, delete_suppression, delete_unsubscription, insert_suppression,
};
pub use suppressions::{Suppression, count_suppressions, list_suppressions};
pub use wishes::count_leave_reasons;
pub(super) use wishes::{update_frequency, upsert_leave_reason};
