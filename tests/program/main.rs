//! The program as an operator meets it: started, signalled, killed and started again, on a cluster of its own.

#[path = "../support/mod.rs"]
mod support;

mod campaign;
mod copies;
mod life;
mod process;
mod roles;
