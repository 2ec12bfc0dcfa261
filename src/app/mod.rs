//! The composition root: the only code that knows every feature. It joins configuration, database, queue and pages
//! into a running program.

mod database;
mod first_start;
mod jobs;
mod routes;
mod serve;

pub use database::{Database, open};
pub use first_start::print_setup_link;
pub use routes::routes;
pub use serve::{ServeOptions, serve, work};
