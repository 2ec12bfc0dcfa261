//! The job queue's engine: work that must survive a crash, done outside the request that asked for it.
//!
//! Table: `jobs`. It has no address of its own, knows no feature and no actix.
//!
//! A feature calls [`enqueue`] inside the transaction of the change that causes the work, so that both are stored or
//! neither is. A [`Worker`] in any process claims due jobs (`FOR UPDATE SKIP LOCKED`) and hands them to the handlers of
//! its [`Registry`]; it touches only kinds that it knows, so that an old program leaves a newer one's jobs alone.
//! `LISTEN/NOTIFY` wakes an idle worker on commit; a poll finds what a lost notification would have told.
//!
//! **Every handler must be idempotent.** An attempt is counted when it is claimed, and its outcome is written when it
//! ends. If the process dies in between, or the database stays away, the heartbeat lapses and another worker runs the
//! job again, although the work may have been done. A handler that cannot be repeated records its own attempt first
//! (DESIGN §1.9). A handler whose job was taken over sees its [`CancelFlag`] raised and its outcome is discarded.
//!
//! A job can fail without its handler being asked: its deadline passes in the queue, or its worker dies in the last
//! attempt. A feature that shows the state of its own row learns of every failure through [`Registry::on_failed`].

mod actions;
pub mod erasing;
mod listen;
mod model;
pub mod queries;
mod registry;
mod retry;
mod run;
pub mod schedule;
mod tend;
mod worker;

pub use actions::{cancel, enqueue, try_again};
pub use model::{Job, NewJob, State};
pub use registry::{CancelFlag, JobError, JobRun, Registry};
pub use worker::{Handle, Settings, Worker};

pub use crate::domain::JobId;
