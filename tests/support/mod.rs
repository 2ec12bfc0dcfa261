//! What tests share. A test binary includes it with `#[path = "../support/mod.rs"] mod support;`.
//!
//! [`TestApp`] is the real application on a port and a database of its own; [`Browser`] asks it for [`Page`]s; builders
//! (`a_customer()`, `a_service()`, `a_user()`) put in its database what a test needs. Databases are cloned from a
//! template that is made once per schema, so that all tests run at once. The server is that of `TEST_DATABASE_URL`;
//! without it, tests share a cluster under `target/test-cluster` (see [`server`]).

#![allow(dead_code, reason = "each test binary uses its own part of it")]
#![allow(unused_imports, reason = "each test binary uses its own part of it")]

mod app;
mod browser;
mod builders;
pub mod data;
mod database;
mod page;
pub mod program;
pub mod server;
pub mod smtp;

pub use app::{Options, TestApp};
pub use browser::Browser;
pub use builders::{PASSWORD, a_catalogue_service, a_customer, a_service, a_user};
pub use database::{Contents, TestDatabase};
pub use page::{Page, changed};
pub use program::Program;
