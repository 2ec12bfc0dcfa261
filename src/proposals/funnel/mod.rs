//! How far proposals came, from generated to a visit, and by what they differ.
//!
//! It reads what others write: no table. URL: `/proposals/funnel`. It counts what people did, not what machines opened,
//! and says nothing of cause: who is sent a proposal may have come anyway. The results of campaigns tell that.

mod forms;
mod handlers;
mod model;
mod queries;
mod views;

pub use handlers::show;
