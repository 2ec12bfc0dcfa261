//! Electronic mail on its way out: a [`Draft`] becomes the bytes of a message, a [`Mailer`] hands them to an SMTP
//! server and says what became of them.
//!
//! No tables and no URLs: who may be written to, the message's row, its attempts and its retries belong to the caller.
//! Without `SMTP_URL` there is no [`Mailer`] and the caller holds its messages.
//!
//! It refuses to guess. [`Outcome::Sent`] is said only after the server's own 250, and a connection that is lost after
//! the message was handed over is [`Outcome::Uncertain`], which nobody may repeat by themselves.

mod address;
mod allow_list;
mod message;
mod replies;
mod smtp;
mod smtp_url;

pub use address::mailbox;
pub use allow_list::{AllowList, BadEntry};
pub use lettre::{Address, message::Mailbox};
pub use message::{AttachedFile, ComposeError, Draft};
pub use replies::{Outcome, Phase, Reply, classify};
pub use smtp::{Mailer, Timeouts};
pub use smtp_url::{SmtpConfig, SmtpUrlError};
