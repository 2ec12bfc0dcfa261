//! The pages of the real application, a file per feature.

#[path = "../support/mod.rs"]
mod support;

mod auth;
mod dashboard;
