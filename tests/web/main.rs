//! The pages of the real application, a file per feature.

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod auth;
mod dashboard;
mod messages;
mod imports;
