//! The form: what it stores, what it refuses, and what two who edit at once are told.

use vinculo::domain::Role;

use crate::support::{Page, TestApp, a_customer};

/// The form of a page with some fields filled in otherwise.
async fn send(app: &TestApp, page: &Page, path: &str, changed: &[(&str, &str)]) -> Page {
    app.post_filled(path, &page.filled_with("form.form", changed))
        .await
}

#[actix_web::test]
async fn a_new_customer_is_stored_with_consents_and_a_trace() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let form = app.get("/customers/new").await.expect(200);
    let choices = form.texts("[name=kind] option, [name=consent_email] option");
    assert_eq!(
        choices,
        [
            "Persona",
            "Empresa",
            "Sí, acepta",
            "No acepta",
            "Retiró su permiso",
            "No le hemos preguntado"
        ]
    );
    let stored = send(
        &app,
        &form,
        "/customers/new",
        &[
            ("full_name", " Ñusta Peña "),
            ("email", "nusta@correo.example"),
            ("phone", "9 1234 5678"),
            ("tax_id", "41.950.470-k"),
            ("birth_date", "1990-02-28"),
            ("tags", "spa, vip"),
            ("consent_email", "given"),
        ],
    )
    .await
    .expect(303);
    let id = app.db.number("SELECT id FROM customers");
    assert_eq!(stored.location(), format!("/customers/{id}"));
    let row = "SELECT concat_ws('|', full_name, phone_e164, tax_id_key, birth_date, tags, version) FROM customers";
    assert_eq!(
        app.db.text(row),
        "Ñusta Peña|+56912345678|41950470-K|1990-02-28|{spa,vip}|1"
    );
    assert_eq!(
        app.db
            .texts("SELECT concat_ws(' ', channel, state, how) FROM consents"),
        ["email given form"]
    );
    assert_eq!(
        app.db.texts("SELECT action FROM audit_log"),
        ["customer.created"]
    );
}

#[actix_web::test]
async fn a_field_offers_what_is_known_already_each_once() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    for name in ["Ana", "Beto", "Carla", "Dora"] {
        a_customer().name(name).create(conn);
    }
    app.db.sql(
        "UPDATE customers SET city = CASE full_name WHEN 'Ana' THEN 'Osorno' WHEN 'Dora' THEN 'Ancud' ELSE 'Viña del Mar' END,
             deleted_at = CASE full_name WHEN 'Dora' THEN now() END",
    );
    app.sign_in(Role::Staff).await;
    let form = app.get("/customers/new").await.expect(200);
    assert_eq!(form.attr("[name=city]", "list"), "city-known");
    let offered = form.attr("#city-known", "hx-get");
    let part = app.get_fragment(&offered).await.expect(200);
    assert_eq!(part.attrs("option", "value"), ["Osorno", "Viña del Mar"]);
}

#[actix_web::test]
async fn a_wrong_form_comes_back_with_every_error_and_all_that_was_typed() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let form = app.get("/customers/new").await.expect(200);
    let wrong = [
        ("email", "no tiene"),
        ("phone", "1234"),
        ("tax_id", "41.950.470-1"),
        ("notes", "línea uno\r\n<b>dos</b>"),
    ];
    let page = send(&app, &form, "/customers/new", &wrong)
        .await
        .expect(422);
    let faulty = page.attrs("[aria-invalid]", "name");
    assert_eq!(faulty, ["full_name", "tax_id", "email", "phone"]);
    assert_eq!(page.count(".f-sum li"), 4);
    assert_eq!(page.attr("[name=phone]", "value"), "1234");
    assert_eq!(page.text("[name=notes]"), "línea uno <b>dos</b>");
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 0);
}

#[actix_web::test]
async fn an_old_bad_tax_id_does_not_block_a_new_phone() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().email("no tiene").create(&mut app.db.conn());
    app.db.sql("UPDATE customers SET tax_id = '1-1'");
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    send(&app, &form, &path, &[("phone", "912345678")])
        .await
        .expect(303);
    assert_eq!(
        app.db
            .text("SELECT concat_ws('|', phone_e164, tax_id, email, version) FROM customers"),
        "+56912345678|1-1|no tiene|2"
    );
    assert_eq!(app.db.text("SELECT field_names FROM audit_log"), "{phone}");
}

#[actix_web::test]
async fn an_old_tag_with_a_semicolon_stays_whole_when_another_is_added() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().create(&mut app.db.conn());
    app.db
        .sql("UPDATE customers SET tags = '{Jueves; tarde,vip}'");
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    let shown = form.attr("[name=tags]", "value");
    assert_eq!(shown, "Jueves; tarde, vip");
    let typed = format!("{shown}, spa; feria");
    send(&app, &form, &path, &[("tags", &typed)])
        .await
        .expect(303);
    assert_eq!(
        app.db
            .text("SELECT array_to_string(tags, '|') FROM customers"),
        "Jueves; tarde|vip|spa|feria"
    );
}

#[actix_web::test]
async fn a_form_that_changes_nothing_leaves_no_trace() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    send(&app, &form, &path, &[]).await.expect(303);
    assert_eq!(app.db.number("SELECT count(*) FROM audit_log"), 0);
    assert_eq!(app.db.number("SELECT version FROM customers"), 1);
    assert_eq!(app.db.number("SELECT count(*) FROM consents"), 1);
}

#[actix_web::test]
async fn a_tax_id_that_another_customer_has_leads_to_them() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let other = a_customer().name("Beto").create(&mut app.db.conn());
    app.db
        .sql("UPDATE customers SET tax_id = '41950470K', tax_id_key = '41950470-K'");
    let form = app.get("/customers/new").await.expect(200);
    let typed = [("full_name", "Ana"), ("tax_id", "41.950.470-k")];
    let page = send(&app, &form, "/customers/new", &typed)
        .await
        .expect(422);
    assert!(page.has("#tax_id[aria-invalid]"));
    assert!(page.has(&format!("form.form a[href='/customers/{other}']")));
}

#[actix_web::test]
async fn an_address_that_others_have_is_taken_once_it_is_confirmed() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let other = a_customer()
        .email("Familia@correo.example")
        .create(&mut app.db.conn());
    let form = app.get("/customers/new").await.expect(200);
    let typed = [("full_name", "Luz"), ("email", "familia@correo.example")];
    let page = send(&app, &form, "/customers/new", &typed)
        .await
        .expect(422);
    assert!(page.has(&format!("form.form a[href='/customers/{other}']")));
    let confirmed = [("allow_shared_email", "on")];
    send(&app, &page, "/customers/new", &confirmed)
        .await
        .expect(303);
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 2);
}

#[actix_web::test]
async fn who_comes_second_sees_both_values_and_overwrites_nothing() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    let theirs = [("city", "Ancud"), ("phone", "911112222")];
    send(&app, &form, &path, &theirs).await.expect(303);

    let mine = [("city", "Osorno"), ("source", "web")];
    let page = send(&app, &form, &path, &mine).await.expect(409);
    assert_eq!(app.db.text("SELECT city FROM customers"), "Ancud");
    assert_eq!(page.attr("[name=city]", "value"), "Osorno");
    assert!(page.text("#city-help").contains("Ancud"));
    assert_eq!(page.attr("[name=phone]", "value"), "911112222");

    send(&app, &page, &path, &[]).await.expect(303);
    assert_eq!(
        app.db
            .text("SELECT concat_ws('|', city, source, phone, version) FROM customers"),
        "Osorno|web|911112222|3"
    );
}

#[actix_web::test]
async fn a_consent_that_was_withdrawn_meanwhile_is_not_given_again() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    app.db.sql(&format!(
        "INSERT INTO consents (customer_id, channel, state, how) VALUES ({id}, 'email', 'withdrawn', 'unsubscribe')"
    ));
    let page = send(&app, &form, &path, &[("city", "Osorno")])
        .await
        .expect(409);
    send(&app, &page, &path, &[]).await.expect(303);
    assert_eq!(
        app.db
            .text("SELECT state FROM consents ORDER BY id DESC LIMIT 1"),
        "withdrawn"
    );
    assert_eq!(app.db.text("SELECT city FROM customers"), "Osorno");
}

#[actix_web::test]
async fn consent_given_in_the_shop_lets_who_had_unsubscribed_back_in_and_no_bounce() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer()
        .email("Ana@correo.example")
        .email_consent("withdrawn")
        .create(&mut app.db.conn());
    app.db.sql(
        "INSERT INTO suppressions (address, reason)
         SELECT 'ana@correo.example', unnest('{unsubscribed,bounced,complained}'::text[])",
    );
    let path = format!("/customers/{id}/edit");
    let suppressed = "SELECT reason FROM suppressions ORDER BY reason";
    for (consent, left) in [
        ("refused", &["bounced", "complained", "unsubscribed"][..]),
        ("given", &["bounced", "complained"]),
    ] {
        let form = app.get(&path).await.expect(200);
        send(&app, &form, &path, &[("consent_email", consent)])
            .await
            .expect(303);
        assert_eq!(app.db.texts(suppressed), left, "{consent}");
    }
    let audit =
        "SELECT actor IS NOT NULL, record_type FROM audit_log WHERE action = 'suppression.lifted'";
    assert_eq!(
        app.db
            .number(&format!("SELECT count(*) FROM ({audit}) AS lifted")),
        1
    );
}

#[actix_web::test]
async fn a_customer_who_does_not_want_to_be_followed_is_not() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let ana = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{ana}/edit");
    let followed = "(SELECT is_tracked FROM customers)";
    for (untracked, expected) in [("on", "false"), ("", "true")] {
        let page = app.get(&path).await.expect(200);
        send(&app, &page, &path, &[("untracked", untracked)])
            .await
            .expect(303);
        assert_eq!(app.db.text(followed), expected);
    }
    let audit = "SELECT action FROM audit_log WHERE action = 'customer.updated'";
    assert_eq!(app.db.texts(audit).len(), 2);
}
