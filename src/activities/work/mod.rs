//! The work list: what is to be done, by whom and until when.
//!
//! It owns no table of its own. Addresses: `/activities?view=` (mine, team, overdue, today, next, done), and of one
//! `/activities/{id}/completion` with its undo, `reopening`, and `postponement`. What is to be done is
//! done, put off and handed on by whoever works with activities. Refuses, as its parent, to change what another person wrote.

mod forms;
mod handlers;
mod model;
mod queries;
mod views;

use actix_web::web;
use chrono::{DateTime, Utc};

use crate::web::Page;

pub use handlers::index;
pub use model::{DueTask, Task};
pub use queries::{due_part, list_of_sale};
pub use views::{Panel, TaskView};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route(
            "/activities/{id}/completion",
            web::post().to(handlers::complete),
        )
        .route(
            "/activities/{id}/reopening",
            web::post().to(handlers::reopen),
        )
        .route(
            "/activities/{id}/postponement",
            web::post().to(handlers::postpone),
        );
}

/// The instant before which something is due today.
pub fn end_of_today(page: &Page) -> DateTime<Utc> {
    let (_, tomorrow) = handlers::day_of(page);
    tomorrow
}

/// An address of ours that a form brought along, else another.
pub fn way_back(back: &str, elsewhere: &str) -> String {
    let is_ours = back.starts_with('/') && !back.starts_with("//");
    let is_plain = back.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    match is_ours && is_plain {
        true => back.to_owned(),
        false => elsewhere.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_nowhere_else() {
        let ours = "/activities?view=today&page=2";
        assert_eq!(way_back(ours, "/"), ours);
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/ñ",
        ] {
            assert_eq!(way_back(foreign, "/here"), "/here", "{foreign:?}");
        }
    }
}
