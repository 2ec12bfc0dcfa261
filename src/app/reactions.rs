//! What features do when something above them in the list changes, in the transaction of that change.

use crate::messages::Listeners;

/// Who hears of the messages' states and of who left the list.
pub fn to_messages() -> Listeners {
    Listeners::default()
}
