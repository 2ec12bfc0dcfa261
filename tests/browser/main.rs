//! The product in a real Chromium, with scripts and without them. Needs `chromium` and `chromedriver`, which `bin/test`
//! installs.

#[path = "../support/mod.rs"]
mod support;

mod board;
mod keyboard;
mod keyboard_customers;
mod keys;
mod main_job;
mod note;
mod office_week;
mod palette;
mod phone;
mod screen;
mod two_people;
mod walk;
