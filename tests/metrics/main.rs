//! The stored figures against the truth and against a recount. Each test has a database of its own.

#[path = "../support/mod.rs"]
mod support;

mod database;
mod move_day;
mod movement;
mod quantiles;
mod rules;
mod truth;
mod writers;
