//! Notes on the timeline.

use vinculo::domain::{CustomerId, Role};

use crate::support::{Browser, TestApp, a_customer};

async fn with_a_note() -> (TestApp, CustomerId, String) {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let customer = a_customer().create(&mut app.db.conn());
    app.get(&format!("/customers/{customer}")).await.expect(200);
    let fields = [
        ("kind", "note"),
        ("body", "Pidió sala sin incienso.\r\nCelebra en diciembre."),
    ];
    let path = format!("/customers/{customer}/activities");
    app.post_form(&path, &fields).await.expect(303);
    let id = app.db.text("SELECT id FROM activities");
    (app, customer, id)
}

async fn notes(browser: &Browser, customer: CustomerId) -> Vec<String> {
    let page = browser
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200);
    page.texts("[data-row=note] .lines, [data-row=call] .lines")
}

#[tokio::test]
async fn a_note_stands_on_the_timeline_with_its_author() {
    let (app, customer, id) = with_a_note().await;
    let page = app
        .get(&format!("/customers/{customer}?show=notes"))
        .await
        .expect(200);
    assert_eq!(page.rows("#activity"), [id]);
    let author = app.db.text("SELECT name FROM users");
    assert_eq!(
        page.text("[data-row=note] .w5"),
        format!("Nota de {author}")
    );
    assert_eq!(
        notes(&app, customer).await,
        ["Pidió sala sin incienso. Celebra en diciembre."]
    );
}

#[tokio::test]
async fn an_empty_note_comes_back_with_its_error() {
    let (app, customer, _) = with_a_note().await;
    let fields = [("kind", "call"), ("body", " ")];
    let path = format!("/customers/{customer}/activities");
    let page = app.post_form(&path, &fields).await.expect(422);
    assert!(page.has("#body[aria-invalid=true]"));
    assert!(page.has("[name=kind][value=call][checked]"));
}

#[tokio::test]
async fn ones_own_note_can_be_changed() {
    let (app, customer, id) = with_a_note().await;
    let page = app.get(&format!("/activities/{id}/edit")).await.expect(200);
    let version = page.attr("[name=version]", "value");
    let fields = [("kind", "call"), ("body", "Llamó."), ("version", &version)];
    let path = format!("/activities/{id}");
    app.post_form(&path, &fields).await.expect(303);
    assert_eq!(notes(&app, customer).await, ["Llamó."]);

    let late = [("kind", "note"), ("body", "Vino."), ("version", &version)];
    let page = app.post_form(&path, &late).await.expect(409);
    assert!(page.text("main div.alertline").contains("Llamó."));
    assert_eq!(page.text("#body"), "Vino.");
    let version = page.attr("[name=version]", "value");
    let again = [("kind", "note"), ("body", "Vino."), ("version", &version)];
    app.post_form(&path, &again).await.expect(303);
    assert_eq!(notes(&app, customer).await, ["Vino."]);
}

#[tokio::test]
async fn ones_own_note_can_be_deleted_and_brought_back() {
    let (app, customer, id) = with_a_note().await;
    let row = "SELECT to_jsonb(a) FROM activities a";
    let before = app.db.texts(row);
    let done = app
        .post_form(&format!("/activities/{id}/deletion"), &[])
        .await
        .expect(303);
    let to = done
        .location()
        .split('#')
        .next()
        .unwrap_or_default()
        .to_owned();
    let undo = app.get(&to).await.attr("form[data-undo]", "action");
    assert!(notes(&app, customer).await.is_empty());
    app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(app.db.texts(row), before);
}

#[tokio::test]
async fn nobody_changes_what_another_person_wrote() {
    let (app, customer, id) = with_a_note().await;
    let other = app.browser_of(Role::Admin).await;
    let page = other
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200);
    assert_eq!(page.count("[data-row=note]"), 1);
    assert!(!page.has(".own"));
    other
        .get(&format!("/activities/{id}/edit"))
        .await
        .expect(404);
    let fields = [("kind", "note"), ("body", "x"), ("version", "1")];
    other
        .post_form(&format!("/activities/{id}"), &fields)
        .await
        .expect(404);
    other
        .post_form(&format!("/activities/{id}/deletion"), &[])
        .await
        .expect(404);

    app.post_form(&format!("/activities/{id}/deletion"), &[])
        .await
        .expect(303);
    other
        .post_form(&format!("/activities/{id}/restoration"), &[])
        .await
        .expect(404);
    assert_eq!(app.db.number("SELECT count(*) FROM activities"), 0);
}
