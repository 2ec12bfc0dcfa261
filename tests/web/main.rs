//! The pages of the real application, a file per feature; `shell` is what all of them share, `roles` is who may open
//! which.

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod auth;
mod csrf;
mod dashboard;
mod links;
mod messages;
mod imports;
mod outage;
mod roles;
mod shell;
mod throttle;
