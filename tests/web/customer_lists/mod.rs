//! The list of customers as people work with it: filters, columns, tables for spreadsheets, saved lists, changes to many
//! at once, and going on from one profile to the next.

mod batches;
mod categories;
mod category_followers;
mod choices;
mod deleted;
mod neighbours;
mod narrowing;
mod own_fields;
mod saved;
mod tag_followers;
mod tags;

use crate::support::{Browser, Page};

/// The names on a page of the list.
async fn names(app: &Browser, query: &str) -> Vec<String> {
    let page = app.get(&format!("/customers?{query}")).await.expect(200);
    page.texts(".row-a")
}

/// A form's own fields with some filled in otherwise.
async fn send(app: &Browser, page: &Page, form: &str, changed: &[(&str, &str)]) -> Page {
    let action = page.attr(form, "action");
    app.post_filled(&action, &page.filled_with(form, changed))
        .await
}
