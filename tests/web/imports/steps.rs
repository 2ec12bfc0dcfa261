//! The steps that a person takes on the pages.

use vinculo::domain::Role;

use crate::support::{Page, TestApp};

/// Sends a file and waits until it was read; the page of its columns, or what came instead.
pub async fn upload(app: &TestApp, name: &str, bytes: &[u8]) -> Page {
    app.get("/imports").await.expect(200);
    let sent = app
        .post_file("/imports", &[], ("file", name, bytes))
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    let page = app.follow(&sent).await;
    match page.status {
        303 => app.follow(&page).await,
        _ => page,
    }
}

/// Sends the columns as they are shown, changed as asked; the trial is still to come.
pub async fn send_columns(app: &TestApp, mapping: &Page, changes: &[(&str, &str)]) -> Page {
    let mut fields = mapping.filled("#mapping");
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    app.post_form(&mapping.attr("#mapping", "action"), &fields)
        .await
}

/// Goes on with the columns as they are shown, changed as asked; the page of the import after the trial.
pub async fn check(app: &TestApp, mapping: &Page, changes: &[(&str, &str)]) -> Page {
    let sent = send_columns(app, mapping, changes).await;
    if sent.status != 303 {
        return sent;
    }
    app.run_jobs_until_idle().await;
    app.follow(&sent).await
}

/// Imports what was checked; the page of the import when it is over.
pub async fn run(app: &TestApp, checked: &Page) -> Page {
    let path = checked.attr("form[action$='/run']", "action");
    let sent = app.post_form(&path, &[]).await.expect(303);
    app.run_jobs_until_idle().await;
    app.follow(&sent).await.expect(200)
}

/// All the steps, with the columns as they are guessed.
pub async fn import(app: &TestApp, name: &str, bytes: &[u8]) -> Page {
    let mapping = upload(app, name, bytes).await.expect(200);
    let checked = check(app, &mapping, &[]).await.expect(200);
    run(app, &checked).await
}

/// Takes an import back; its page when that is over.
pub async fn undo(app: &TestApp, path: &str, edited_too: bool) -> Page {
    let address = format!("{path}/undo");
    app.get(&address).await.expect(200);
    let fields: &[(&str, &str)] = if edited_too {
        &[("edited_too", "on")]
    } else {
        &[]
    };
    let sent = app.post_form(&address, fields).await.expect(303);
    app.run_jobs_until_idle().await;
    app.follow(&sent).await.expect(200)
}

pub fn figures(page: &Page) -> [i64; 5] {
    ["read", "created", "updated", "unchanged", "rejected"]
        .map(|name| page.value(&format!("import_{name}")).parse().unwrap())
}

pub async fn admin() -> TestApp {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app
}
