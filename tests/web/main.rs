//! The pages of the real application, a file per feature; `shell` is what all of them share, `roles` is who may open
//! which.

#[path = "../support/mod.rs"]
mod support;

mod activities;
mod admin;
mod api_keys;
mod auth;
mod campaigns;
mod contact_channels;
mod crm_api;
mod crm_sales;
mod connections;
mod csrf;
mod customer_lists;
mod customers;
mod dashboard;
mod demo;
mod doctor;
mod duplicates;
mod history;
mod imports;
mod invoices;
mod legacy;
mod links;
mod messages;
mod openapi;
mod metrics;
mod opportunities;
mod outage;
mod privacy;
mod profile;
mod proposals;
mod python_client;
mod reports;
mod roles;
mod search;
mod segments;
mod service_merges;
mod services;
mod sessions;
mod settings;
mod shell;
mod throttle;
mod value;
mod webhooks;
