//! Clients of outside services, one folder each.

pub mod proposals_api;
