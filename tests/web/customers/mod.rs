//! The list of customers, its search, and the form.

mod form;
mod list;
mod search;

use crate::support::TestApp;

async fn names(app: &TestApp, path: &str) -> Vec<String> {
    app.get(path).await.expect(200).texts(".row-a")
}
