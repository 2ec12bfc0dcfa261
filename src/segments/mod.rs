//! What customers are worth: the RFM scores, the segment that they give, and the grid of the segments page.
//!
//! Table: `rfm_cells` (differences by cell, appended by triggers); reads `customer_metrics`. Address: `/segments`.
//! Refuses to store a segment of its own: it always follows from the history and the thresholds.

pub mod grid;
pub mod queries;
pub mod rfm;

pub use grid::{Cell, Grid, Group};
pub use rfm::{RULES, Rule, Scores, Segment, score, segment};
