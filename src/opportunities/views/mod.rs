//! The pages of opportunities: `board`, `list` and `forecast` of many, `show` of one and of its loss, and its `form`.

mod board;
mod forecast;
mod form;
mod list;
mod show;

use chrono::NaiveDate;

use super::forms::list::{ListQuery, MINE};
use super::model::{Card, Stage};
use crate::domain::Currency;
use crate::users::User;
use crate::web::Page;

pub use board::{Board, BoardPage, BoardPart};
pub use forecast::ForecastPage;
pub use form::FormPage;
pub use list::{ListPage, last_page};
pub use show::{LossPage, ShowPage};

const BOARD: &str = "/opportunities";
const LIST: &str = "/opportunities/list";
const FORECAST: &str = "/opportunities/forecast";

/// An amount of its own currency, as the organisation writes it.
fn money(page: &Page, value: i64, currency: Currency) -> String {
    page.organisation.locale.money(value, currency)
}

/// Whose may be asked for: one's own and each person's.
fn owners(page: &Page, people: &[User]) -> Vec<(String, String)> {
    let mine = (MINE.to_owned(), page.t("opportunities-mine"));
    let viewer = page.user().map(|viewer| viewer.id);
    let others = people.iter().filter(|person| Some(person.id) != viewer);
    let named = others.map(|person| (person.id.to_string(), person.name.clone()));
    std::iter::once(mine).chain(named).collect()
}

fn stages(page: &Page, stages: &[Stage]) -> Vec<(String, String)> {
    let named = |stage: &Stage| (stage.to_string(), page.t(&stage.key()));
    stages.iter().map(named).collect()
}

/// Board, list and forecast, each with the owner that is chosen: address, name, and whether it is this one.
fn places(page: &Page, query: &ListQuery, here: &str) -> Vec<(String, String, bool)> {
    let place = |path: &str, key: &str| {
        let address = query.address(path, &["q", "stage", "customer", "sort"]);
        (address, page.t(key), path == here)
    };
    vec![
        place(BOARD, "opportunities-board"),
        place(LIST, "opportunities-list"),
        place(FORECAST, "opportunities-forecast"),
    ]
}

/// A card in words.
pub struct CardView {
    pub card: Card,
    pub value: String,
    /// Its menu gets the focus: it was just moved.
    pub is_moved: bool,
    /// Its day has passed, and it is still open.
    pub is_late: bool,
    pub is_first: bool,
    pub is_last: bool,
}

fn is_late(card: &Card, today: NaiveDate) -> bool {
    card.stage.is_open() && card.expected_close_on.is_some_and(|day| day < today)
}
