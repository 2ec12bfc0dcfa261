//! Who changed what. [`record`] writes the audit row, its values and the domain event in the caller's transaction;
//! every action of every feature calls it.
//!
//! Tables: `audit_log`, `audit_values`, `domain_events`. The page is `/admin/audit`.

pub mod erasing;
mod model;
mod names;
pub mod queries;
pub mod words;

pub use model::{Actor, Change, Event};
pub use names::ACTIONS;
pub use queries::{record, record_all};
