//! Customers and history from files: read row by row, checked here, then merged by the owners of the tables.
//!
//! Tables: `imports`, `import_errors`, `import_refused`, `import_pieces`, `import_mappings`, `import_leftovers`. Addresses:
//! `/imports`, `/imports/{id}`, below that `mapping`, `sheet`, `run`, `cancellation`, `deletion`, `undo` and `refused.csv`; and
//! `vinculo import`, by the same engine, which also reads the old system ([`legacy`]).
//!
//! A file is uploaded in pieces, looked at as a whole by a job, its columns are named by a person, all of it is done and kept
//! nowhere, and then done. Each step is one transaction. A row that cannot be right is refused with its line, column and
//! reason, and the others are stored; nothing that people typed is mended. Importing the same file again changes nothing, and
//! undoes nothing that was changed or deleted by hand. What an import made and changed is noted by triggers and can be taken
//! back ([`reversal`]). Refuses to hold a file in memory, and to take back what somebody edited since unless a person says so.

mod actions;
mod bookings;
mod dates;
mod encoding;
pub mod erasing;
mod fields;
mod figures;
mod file;
mod forms;
mod handlers;
mod jobs;
pub mod legacy;
mod look;
mod mapping;
mod model;
mod numbers;
mod owners;
mod pieces;
mod preview;
mod progress;
mod queries;
mod refused;
pub mod renaming;
pub mod reversal;
mod rows;
mod sheet;
mod stage;
mod upload;
mod views;
mod watch;
mod xlsx;

use actix_web::web;

pub use actions::{ImportError, Order, run};
pub use file::{LocalFile, run_file};
pub use jobs::register;
pub use model::{Kind, Problem, Report};
pub use sheet::{FileError, Header, Line, Sheet};

/// The source of a file that says nothing else.
pub const DEFAULT_SOURCE: &str = "file";

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/imports")
                .get(handlers::index)
                .post(handlers::create),
        )
        .service(web::resource("/imports/{id}").get(handlers::show))
        .service(
            web::resource("/imports/{id}/mapping")
                .get(handlers::mapping)
                .post(handlers::choose),
        )
        .service(web::resource("/imports/{id}/sheet").post(handlers::choose_sheet))
        .service(web::resource("/imports/{id}/run").post(handlers::run))
        .service(web::resource("/imports/{id}/cancellation").post(handlers::cancel))
        .service(web::resource("/imports/{id}/deletion").post(handlers::discard))
        .service(web::resource("/imports/{id}/refused.csv").get(refused::download))
        .service(
            web::resource("/imports/{id}/undo")
                .get(handlers::ask_undo)
                .post(handlers::undo_it),
        );
}
