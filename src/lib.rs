//! Vínculo, a CRM for small service businesses. This list is the map of the house; `docs/ARCHITECTURE.md` walks
//! through it. A module may use those above it.

pub mod domain;

pub mod config;
pub mod db;

pub mod integrations;
pub mod jobs;
pub mod mail;
pub mod web;

pub mod activities;
pub mod audit;
pub mod auth;
pub mod customers;
pub mod history;
pub mod imports;
pub mod messages;
pub mod profile;
pub mod proposals;
pub mod segments;
pub mod services;
pub mod settings;
pub mod users;

pub mod dashboard;

pub mod admin;

pub mod demo;

pub mod app;
pub mod cli;
