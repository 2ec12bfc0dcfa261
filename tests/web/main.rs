//! The pages of the real application, a file per feature; `shell` is what all of them share, `roles` is who may open
//! which.

#[path = "../support/mod.rs"]
mod support;

mod activities;
mod admin;
mod api_keys;
mod auth;
mod campaigns;
mod csrf;
mod customers;
mod dashboard;
mod history;
mod imports;
mod links;
mod messages;
mod opportunities;
mod outage;
mod profile;
mod proposals;
mod roles;
mod services;
mod settings;
mod shell;
mod throttle;
