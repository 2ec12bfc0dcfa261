//! The stored figures against the truth and against a recount. Each test has a database of its own on the server of
//! `TEST_DATABASE_URL`.

mod database;
mod move_day;
mod rules;
mod truth;
mod writers;
