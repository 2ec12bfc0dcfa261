//! Clients of outside services, one folder each.

pub mod ai;
pub mod brevo;
pub mod proposals_api;
pub mod rabbitmq;
pub mod standard_webhooks;
