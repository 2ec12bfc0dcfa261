//! The people who work with the product. Table: `users`. Their pages are `/admin/users` and `/account`; this folder
//! has no address of its own.

pub mod actions;
mod model;
pub mod queries;

pub use model::{NewUser, User};
