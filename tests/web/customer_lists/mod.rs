//! The list of customers as people work with it: filters, columns, tables for spreadsheets, saved lists, changes to many
//! at once, and going on from one profile to the next.

mod batches;
mod deleted;
mod neighbours;
mod narrowing;
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
    let mut fields = page.filled(form);
    for (name, value) in changed {
        fields.retain(|(other, _)| other != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let pairs: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    app.post_form(&page.attr(form, "action"), &pairs).await
}
