//! The composition root: the only code that knows every feature. It joins configuration, database, queue and pages
//! into a running program.

mod bulk;
mod copies;
mod database;
mod demo;
mod docs;
mod doctor;
mod erasing;
mod first_start;
mod jobs;
mod mail_check;
mod merging;
mod old_addresses;
mod openapi;
mod private_file;
mod reactions;
mod routes;
mod serve;
mod signals;

pub use bulk::{import, import_legacy};
pub use copies::{backup, rehearse_migrations, restore};
pub use database::{Database, open};
pub use demo::load_demo;
pub use doctor::examine;
pub use erasing::erasers;
pub use first_start::print_setup_link;
pub use jobs::bring_figures_up_to_date;
pub use merging::moves;
pub use openapi::document;
pub use routes::routes;
pub use serve::{Parts, ServeOptions, application, serve, work};
