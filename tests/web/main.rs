//! The pages of the real application, a file per feature.

#[path = "../support/mod.rs"]
mod support;

mod activities;
mod admin;
mod auth;
mod dashboard;
mod history;
mod imports;
mod messages;
mod profile;
