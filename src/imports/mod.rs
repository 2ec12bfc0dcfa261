//! Customers and history from files: read row by row, checked here, then merged by the owners of the tables.
//!
//! Tables: `imports`, `import_errors`. No address yet: `vinculo import customers|history FILE`, and [`legacy`] by
//! `vinculo import --from-postgres URL`. A row that cannot be
//! right is refused with its line, column and reason, and the others are stored; nothing that people typed is mended.
//! Importing the same file again changes nothing, and undoes nothing that was changed or deleted by hand. Refuses to hold a file in memory.

mod actions;
pub mod erasing;
pub mod legacy;
mod model;
mod queries;
mod rows;
mod sheet;
mod stage;

pub use actions::{ImportError, Order, run};
pub use model::{Kind, Problem, Report};
pub use sheet::{Header, Line, Sheet};

/// The source of a file that says nothing else.
pub const DEFAULT_SOURCE: &str = "file";
