//! Vínculo, a CRM for small service businesses. This list is the map of the house; `docs/ARCHITECTURE.md` walks
//! through it. A module may use those above it, but the services between `db` and the features know none of each other.

pub mod domain;

pub mod config;
pub mod db;

pub mod integrations;
pub mod jobs;
pub mod mail;
pub mod web;

pub mod audit;
pub mod users;
pub mod auth;
pub mod api_keys;
pub mod messages;
pub mod customers;
pub mod settings;
pub mod services;
pub mod history;
pub mod segments;
pub mod search;
pub mod activities;
pub mod opportunities;
pub mod value;
pub mod proposals;
pub mod campaigns;
pub mod invoices;
pub mod duplicates;
pub mod imports;
pub mod webhooks;
pub mod privacy;
pub mod connections;
pub mod doctor;
pub mod metrics;
pub mod reports;
pub mod profile;
pub mod dashboard;
pub mod admin;
pub mod demo;

pub mod app;
pub mod cli;
