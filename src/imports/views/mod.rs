//! The pages of imports: the list in `index`, what each column is in `mapping`, one import in `show`, and how it is taken back in
//! `undo`.

mod index;
mod mapping;
mod show;
mod undo;

pub use index::IndexPage;
pub use mapping::MappingPage;
pub use show::{Refused, ShowPage};
pub use undo::UndoPage;

use super::fields::Field;
use super::model::{Import, Problem, State, UNNAMED};
use super::queries::steps::PAGE;
use super::queries::undo::Leftover;
use crate::db::Json;
use crate::domain::OwnField;
use crate::web::Page;

/// A page beyond it is of no use.
const LAST_PAGE: i64 = 200;

pub fn last_page(total: i64) -> i64 {
    ((total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
}

/// What a badge looks like in each state.
fn badge_of(state: State) -> &'static str {
    match state {
        State::Done => "ok",
        State::Failed => "bad",
        State::Mapping | State::Checked => "warn",
        State::Undone => "plain",
        _ => "info",
    }
}

fn state_text(page: &Page, state: State) -> String {
    page.t(&format!("import-state-{state}"))
}

/// The name that the file has for a field, else ours; empty where it is the row as a whole.
pub fn column_name(page: &Page, import: &Import, field: &str) -> String {
    let in_file = match (&import.look, &import.mapping) {
        (Some(Json(look)), Some(Json(mapping))) => mapping.column_of(field, &look.columns),
        _ => None,
    };
    match (in_file, field.parse::<Field>()) {
        (Some(column), _) => column.name.clone(),
        (None, Ok(field)) => field_name(page, field),
        (None, Err(_)) => field.to_owned(),
    }
}

/// What people call a field: the business gave its own a name.
fn field_name(page: &Page, field: Field) -> String {
    match (own_field(page, field), field) {
        (Some(own), _) => own.name.clone(),
        (None, Field::Own(key)) => key.to_string(),
        (None, field) => page.t(&field.label()),
    }
}

fn own_field(page: &Page, field: Field) -> Option<&OwnField> {
    let mut own = page.organisation.customer_fields.iter();
    own.find(|own| field == Field::Own(own.key))
}

/// Why a row was refused, in the reader's language.
pub fn reason_text(page: &Page, problem: &Problem) -> String {
    let (value, other) = problem.about();
    let (word, other) = match (problem.word(), value) {
        ("width", "1") => ("width_one", other.to_owned()),
        ("contradicts", _) => ("contradicts", local_day(page, other)),
        ("choice", typed) if typed != UNNAMED && !other.is_empty() => {
            ("choice_of", other.to_owned())
        }
        (word, _) => (word, other.to_owned()),
    };
    page.tv2(
        &format!("import-reason-{word}"),
        "value",
        value,
        "other",
        other,
    )
}

/// What is stored as 2025-10-26 is shown as the reader writes it; everything else as it is.
fn local_day(page: &Page, value: &str) -> String {
    let day = chrono::NaiveDate::parse_from_str(value, "%Y-%m-%d");
    day.map_or_else(|_| value.to_owned(), |day| page.date(&day))
}

fn leftover_text(page: &Page, leftover: &Leftover) -> String {
    let known = [
        "activities",
        "opportunities",
        "messages",
        "proposals",
        "campaign_members",
        "invoices",
        "service_history",
        "consents",
        "contacts",
        "contact_points",
        "customer_merges",
        "proposal_items",
    ];
    match leftover.reason.strip_prefix("used_") {
        Some(table) if known.contains(&table) => page.t(&format!("import-left-used-{table}")),
        Some(_) => page.t("import-left-used-other"),
        None => page.t(&format!("import-left-{}", leftover.reason)),
    }
}
