//! The catalogue: what the house offers, under a category and at which price.
//!
//! Table: `services`. It has no page yet: an entry comes into being when a service under a new name is added or
//! imported. Refuses to forget a service that somebody took, and to add by hand what differs only in accents or case.

pub mod actions;
pub mod bulk;
mod model;
pub mod queries;

pub use model::Service;
