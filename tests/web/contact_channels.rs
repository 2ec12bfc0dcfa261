//! A customer's further channels and a company's people, on the profile and in their forms; the fields of companies.

use vinculo::domain::{CustomerId, Role};

use super::support::{Page, TestApp, a_customer};

async fn a_signed_in_app(role: Role) -> (TestApp, CustomerId) {
    let app = TestApp::start().await;
    app.sign_in(role).await;
    let id = a_customer().create(&mut app.db.conn());
    (app, id)
}

async fn profile(app: &TestApp, id: CustomerId) -> Page {
    app.get(&format!("/customers/{id}")).await.expect(200)
}

fn undo(page: &Page) -> String {
    page.attr("form[action$=restoration]", "action")
}

#[tokio::test]
async fn a_channel_is_added_changed_deleted_and_brought_back() {
    let (app, id) = a_signed_in_app(Role::Staff).await;
    let path = format!("/customers/{id}/channels");
    assert!(
        profile(&app, id)
            .await
            .has(&format!("#channels a[href='{path}/new']"))
    );
    app.get(&format!("{path}/new")).await.expect(200);
    let wrong = app
        .post_form(&path, &[("kind", "email"), ("value", "no es")])
        .await
        .expect(422);
    assert_eq!(wrong.attr("#value", "value"), "no es");
    assert!(wrong.has("#value-err"));
    let fields = [
        ("kind", "mobile"),
        ("value", "9 8765 4321"),
        ("primary", "on"),
    ];
    app.post_form(&path, &fields).await.expect(303);
    let page = profile(&app, id).await;
    assert!(page.words().contains("Listo, agregamos el canal."));
    assert_eq!(
        page.attr("[data-row=channel] a", "href"),
        "tel:+56987654321"
    );
    assert!(page.text("[data-row=channel]").contains("Principal"));

    let edit = page.attr("[data-row=channel] a[href$=edit]", "href");
    let form = app.get(&edit).await.expect(200);
    assert_eq!(form.attr("#value", "value"), "9 8765 4321");
    let one = edit.trim_end_matches("/edit").to_owned();
    let typed = |version| {
        [
            ("kind", "mobile"),
            ("value", "9 1111 2222"),
            ("version", version),
        ]
    };
    app.post_form(&one, &typed("1")).await.expect(303);
    let late = app.post_form(&one, &typed("1")).await.expect(409);
    assert!(late.words().contains("Ahora dice: 9 1111 2222"));
    assert_eq!(late.attr("input[name=version]", "value"), "2");
    app.post_form(&one, &typed("2")).await.expect(303);

    app.post_form(&format!("{one}/deletion"), &[])
        .await
        .expect(303);
    let page = profile(&app, id).await;
    assert!(!page.has("[data-row=channel]"));
    app.post_form(&undo(&page), &[]).await.expect(303);
    let page = profile(&app, id).await;
    assert!(page.text("[data-row=channel]").contains("9 1111 2222"));
    app.post_form(&format!("{one}/restoration"), &[])
        .await
        .expect(303);
    assert_eq!(
        profile(&app, id).await.count("[data-row=channel]"),
        1,
        "once"
    );
}

#[tokio::test]
async fn of_each_kind_one_channel_comes_first() {
    let (app, id) = a_signed_in_app(Role::Staff).await;
    let path = format!("/customers/{id}/channels");
    for value in ["a@uno.example", "b@dos.example"] {
        let fields = [("kind", "email"), ("value", value), ("primary", "on")];
        app.post_form(&path, &fields).await.expect(303);
    }
    app.post_form(
        &path,
        &[("kind", "address"), ("value", "Calle 1"), ("primary", "on")],
    )
    .await
    .expect(303);
    let first = "SELECT string_agg(value, ' ' ORDER BY id) FROM contact_points WHERE is_primary";
    assert_eq!(app.db.text(&format!("({first})")), "b@dos.example Calle 1");
    // Deleted as the first, it comes back behind the one that took its place.
    app.post_form(&format!("{path}/2/deletion"), &[])
        .await
        .expect(303);
    app.post_form(
        &format!("{path}/1"),
        &[
            ("kind", "email"),
            ("value", "a@uno.example"),
            ("primary", "on"),
            ("version", "2"),
        ],
    )
    .await
    .expect(303);
    app.post_form(&format!("{path}/2/restoration"), &[])
        .await
        .expect(303);
    assert_eq!(app.db.text(&format!("({first})")), "a@uno.example Calle 1");
}

#[tokio::test]
async fn a_channel_belongs_to_its_customer_and_a_deletion_to_who_made_it() {
    let (app, id) = a_signed_in_app(Role::Staff).await;
    let other = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{id}/channels");
    app.post_form(&path, &[("kind", "address"), ("value", "Calle 1")])
        .await
        .expect(303);
    app.get(&format!("/customers/{other}/channels/1/edit"))
        .await
        .expect(404);
    app.post_form(&format!("/customers/{other}/channels/1/deletion"), &[])
        .await
        .expect(404);
    app.post_form(&format!("{path}/1/deletion"), &[])
        .await
        .expect(303);
    let colleague = app.browser_of(Role::Admin).await;
    colleague.get("/customers").await;
    colleague
        .post_form(&format!("{path}/1/restoration"), &[])
        .await
        .expect(404);
    app.post_form(&format!("/customers/{other}/channels/1/restoration"), &[])
        .await
        .expect(404);
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = now() WHERE id = {id}"
    ));
    app.post_form(&path, &[("kind", "address"), ("value", "Calle 2")])
        .await
        .expect(404);
}

#[tokio::test]
async fn a_company_has_people_and_a_person_has_none_to_add() {
    let (app, id) = a_signed_in_app(Role::Sales).await;
    assert!(!profile(&app, id).await.has("#people"));
    app.db.sql(&format!(
        "UPDATE customers SET kind = 'company' WHERE id = {id}"
    ));
    let path = format!("/customers/{id}/people");
    assert!(
        profile(&app, id)
            .await
            .has(&format!("#people a[href='{path}/new']"))
    );
    app.get(&format!("{path}/new")).await.expect(200);
    let wrong = app
        .post_form(&path, &[("role", "Compras"), ("email", "x")])
        .await
        .expect(422);
    assert!(wrong.has("#name-err") && wrong.has("#email-err"));
    assert_eq!(wrong.attr("#role", "value"), "Compras");
    let fields = [
        ("name", "Rosa Díaz"),
        ("role", "Compras"),
        ("email", "rosa@acme.example"),
        ("phone", "9 8765 4321"),
        ("notes", "De mañana"),
    ];
    app.post_form(&path, &fields).await.expect(303);
    let row = profile(&app, id).await.text("[data-row=person]");
    for text in [
        "Rosa Díaz",
        "Compras",
        "rosa@acme.example",
        "9 8765 4321",
        "De mañana",
    ] {
        assert!(row.contains(text), "{text}: {row}");
    }
    let one = format!("{path}/1");
    app.get(&format!("{one}/edit")).await.expect(200);
    app.post_form(&one, &[("name", "Rosa Rojas"), ("version", "1")])
        .await
        .expect(303);
    let late = app
        .post_form(&one, &[("name", "Rosa"), ("version", "1")])
        .await
        .expect(409);
    assert!(late.words().contains("Otra persona cambió esta ficha"));
    app.post_form(&format!("{one}/deletion"), &[])
        .await
        .expect(303);
    let page = profile(&app, id).await;
    assert!(!page.has("[data-row=person]"));
    app.post_form(&undo(&page), &[]).await.expect(303);
    assert!(
        profile(&app, id)
            .await
            .text("[data-row=person]")
            .contains("Rosa Rojas")
    );
    let trace =
        "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE record_type = 'contact'";
    assert_eq!(
        app.db.text(&format!("({trace})")),
        "contact.created contact.updated contact.deleted contact.restored"
    );
}

#[tokio::test]
async fn a_credit_limit_is_seen_by_all_and_changed_by_who_bills() {
    let (app, id) = a_signed_in_app(Role::Admin).await;
    let edit = format!("/customers/{id}/edit");
    let send = async |browser: &super::support::Browser, changed: &[(&str, &str)]| {
        let form = browser.get(&edit).await.expect(200);
        let fields = form.filled_with("form.form", changed);
        browser.post_filled(&edit, &fields).await
    };
    let wrong = send(&app, &[("credit_limit", "mucho")]).await.expect(422);
    assert!(wrong.has("#credit_limit-err"));
    let fields = [
        ("credit_limit", "500.000"),
        ("segment_label", "Mayorista"),
        ("legal_name", "Acme SpA"),
    ];
    send(&app, &fields).await.expect(303);
    let page = profile(&app, id).await;
    assert_eq!(page.value("credit_limit"), "500000");
    assert!(page.words().contains("Mayorista") && page.words().contains("Acme SpA"));

    let staff = app.browser_of(Role::Staff).await;
    let form = staff.get(&edit).await.expect(200);
    assert!(form.words().contains("$500.000") && !form.has("#credit_limit"));
    send(&staff, &[("credit_limit", "9"), ("sector", "Hotel")])
        .await
        .expect(303);
    let stored = format!("(SELECT credit_limit || ' ' || sector FROM customers WHERE id = {id})");
    assert_eq!(app.db.text(&stored), "500000 Hotel");
}
