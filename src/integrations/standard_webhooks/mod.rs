//! Webhooks to others as <https://www.standardwebhooks.com> describes them: signed, over https, to the public internet.
//!
//! An address is resolved here, and the connection goes to what was checked: a name that leads elsewhere a moment later
//! leads nowhere. It refuses private addresses, follows no redirect, and uses no proxy.

mod addresses;
mod client;
mod signature;

pub use addresses::is_public;
pub use client::{Answer, Client, Receiver, SendError, TimeLimits};
pub use signature::{Headers, Refusal, SecretError, SigningKey, TOLERANCE_SECONDS, verify};
