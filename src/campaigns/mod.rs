//! Campaigns: a proposal for each customer of a segment, some held out, and what that brought in.
//!
//! Tables: `campaigns`, `campaign_members`.
//!
//! It refuses to write to who may not be written to or was lately, to start without storing first who is in which arm,
//! to change a plan that has begun, and to send anybody anything twice: one member has one proposal and at most one
//! message.

pub mod actions;
pub mod assignment;
pub mod eligibility;
mod jobs;
pub mod model;
pub mod pacing;
pub mod queries;
pub mod uplift;

pub use jobs::register;
