//! Vínculo, a CRM for small service businesses. This list is the map of the house; `docs/ARCHITECTURE.md` walks
//! through it.

pub mod domain;

pub mod config;
pub mod db;

pub mod integrations;
pub mod jobs;
pub mod mail;
pub mod web;
