//! The customers themselves: who they are, how they are reached and what they agreed to.
//!
//! Tables: `customers`, `consents`. Addresses: `/customers`, `/customers/new`, `/customers/{id}/edit`; the profile at
//! `/customers/{id}` is `profile`'s. Refuses to show or change a deleted customer.

pub mod bulk;
mod model;
pub mod queries;

pub use model::{
    Channel, Consent, ConsentState, Customer, CustomerChanges, CustomerKind, CustomerStatus,
    NewConsent, NewCustomer, TagList,
};
