//! Brevo's reports of what became of a mail (its "event webhooks"). Mails go to it by SMTP like to any server.
//!
//! The reports are unsigned, so that the secret is in the address; a vendor's `id` is the account's, not the event's.

mod payload;

pub use payload::{Meaning, NotJson, Report, parse};
