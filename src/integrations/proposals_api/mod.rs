//! A proposals API as its client: another server that writes proposals about our customers.
//!
//! Only two of its addresses are called, both with GET: the proposal of one customer, and health. Sending and batches
//! are ours. Its answers are read tolerantly: any part may be missing or of another type, an error may be a page.

mod client;
mod payload;

pub use client::{ApiError, Client, TimeLimits};
pub use payload::{Answer, Offer, Recommendation};
