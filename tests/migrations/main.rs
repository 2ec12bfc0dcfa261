//! The schema's history: each step goes down and up again with rows in every table, later steps lock nothing for long,
//! and programs of different age meet one database.

#[path = "../support/mod.rs"]
mod support;

mod risk;
mod steps;
mod together;
