//! From the click on "generate" to the mail in somebody's box.

mod api;
mod delivery;
mod editing;
mod engine;
mod funnel;
mod generation;
mod judging;
mod models;
mod offers;
mod pages;
mod remote;
mod templates;

use vinculo::domain::{CustomerId, ProposalId, Role};

use crate::support::{Browser, Page, TestApp, a_customer, a_service, changed};

const DELIVER: &str = "messages.deliver";

/// Somebody who came five times and then no more, and a catalogue of four services that others took after.
fn a_regular(app: &TestApp) -> CustomerId {
    let conn = &mut app.db.conn();
    let customer = a_customer()
        .name("ANA ROJAS SOTO")
        .email("ana@correo.example")
        .create(conn);
    for day in [
        "2024-09-01",
        "2024-10-20",
        "2024-12-01",
        "2025-01-20",
        "2025-03-01",
    ] {
        a_service(customer).on(day).create(conn);
    }
    for (name, day) in [
        ("Tina Caliente", "2025-02-10"),
        ("Sauna", "2025-03-10"),
        ("Yoga", "2025-05-10"),
    ] {
        let other = a_customer().create(conn);
        a_service(other).on("2025-02-01").create(conn);
        a_service(other).named("Spa", name).on(day).create(conn);
    }
    customer
}

/// Clicks on "generate"; the proposal that it leads to.
async fn request(browser: &Browser, customer: CustomerId) -> ProposalId {
    browser.get("/account").await.expect(200);
    let answer = browser
        .post_form(&format!("/customers/{customer}/proposals"), &[])
        .await
        .expect(303);
    id_in(answer.location())
}

fn id_in(location: &str) -> ProposalId {
    let id = location.strip_prefix("/proposals/").unwrap();
    id.parse().unwrap()
}

/// A proposal that is ready, for a regular, asked for by somebody of sales in the application's own browser.
async fn a_proposal(app: &TestApp) -> ProposalId {
    let customer = a_regular(app);
    app.sign_in(Role::Sales).await;
    generated(app, customer).await
}

pub async fn generated(app: &TestApp, customer: CustomerId) -> ProposalId {
    let id = request(app, customer).await;
    app.run_jobs_until_idle().await;
    assert_eq!(state(app, id), "ready", "{:?}", app.jobs());
    id
}

fn path(id: ProposalId) -> String {
    format!("/proposals/{id}")
}

async fn show(app: &TestApp, id: ProposalId) -> Page {
    app.get(&path(id)).await.expect(200)
}

fn state(app: &TestApp, id: ProposalId) -> String {
    text(app, id, "state")
}

fn text(app: &TestApp, id: ProposalId, column: &str) -> String {
    let found = app.db.texts(&format!(
        "SELECT coalesce({column}::text, '') FROM proposals WHERE id = {id}"
    ));
    found.into_iter().next().unwrap()
}

/// The fields of the edit form as they stand in the page.
fn fields(page: &Page) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = [
        "subject",
        "offer_percent",
        "offer_title",
        "offer_valid_until",
    ]
    .map(|name| {
        let css = format!("input[name={name}]");
        (name.to_owned(), page.attr(&css, "value"))
    })
    .into();
    let body = page.select("textarea[name=body]")[0]
        .text()
        .collect::<String>();
    fields.push(("body".to_owned(), body.trim_start_matches('\n').to_owned()));
    fields.push((
        "version".to_owned(),
        page.attr("#edit input[name=version]", "value"),
    ));
    fields
}

/// Sends the edit form with some fields changed.
async fn post_edit(browser: &Browser, action: &str, page: &Page, changes: &[(&str, &str)]) -> Page {
    let fields = changed(fields(page), changes);
    browser.post_filled(action, &fields).await
}
