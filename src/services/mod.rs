//! The catalogue: what the house offers, at which price.
//!
//! Table: `services`. No address of its own yet. Refuses to forget a service that somebody took.

pub mod bulk;
