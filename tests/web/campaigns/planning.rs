//! The draft: whom it would reach, who may do what with it, and what its form refuses.

use vinculo::domain::Role;

use super::{a_draft, members, plan, some_customers, start, state};
use crate::support::{TestApp, a_customer, a_service};

#[tokio::test]
async fn a_draft_says_who_is_in_and_who_is_left_out_why() {
    let app = TestApp::start().await;
    some_customers(&app, 3);
    let conn = &mut app.db.conn();
    a_customer().without_email().create(conn);
    a_customer().never_asked().create(conn);
    a_customer().email_consent("refused").create(conn);
    a_customer().status("blocked").create(conn);
    let gone = a_customer().email("rebota@correo.example").create(conn);
    a_service(gone).create(conn);
    app.db.sql(
        "INSERT INTO suppressions (address, reason) VALUES ('rebota@correo.example', 'bounced')",
    );
    let lately = a_customer().create(conn);
    app.db.sql(&format!(
        "INSERT INTO messages (customer_id, channel, purpose, kind, recipient, message_id, state, queued_at)
         VALUES ({lately}, 'whatsapp', 'commercial', 'hello', '+569', 'a', 'sent', now() - interval '13 days')"
    ));
    let seldom = a_customer().email("rara@correo.example").create(conn);
    app.db.sql(&format!(
        "INSERT INTO messages (customer_id, purpose, kind, recipient, message_id, state, queued_at)
         VALUES ({seldom}, 'commercial', 'hello', 'Rara@correo.example', 'b', 'sent', now() - interval '20 days');
         INSERT INTO message_preferences (address, frequency) VALUES ('rara@correo.example', 'monthly')"
    ));
    app.sign_in(Role::Sales).await;
    let id = a_draft(&app, &[]).await;
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert_eq!(page.value("campaign_in"), "3");
    let found = page.attrs("[data-row=left-out]", "data-id");
    let mut reasons: Vec<&str> = found.iter().map(String::as_str).collect();
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            "blocked",
            "mailed_lately",
            "no_address",
            "no_consent",
            "prefers_less",
            "suppressed"
        ]
    );
    let counts = page.attrs("[data-row=left-out]", "data-count");
    assert_eq!(counts[0], "2", "never asked, and refused");
    app.db.sql("UPDATE settings SET commercial_pause_days = 12");
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert_eq!(page.value("campaign_in"), "4");
}

#[tokio::test]
async fn sales_draft_and_admins_start() {
    let app = TestApp::start().await;
    some_customers(&app, 2);
    let admin = app.browser_of(Role::Admin).await;
    app.sign_in(Role::Sales).await;
    let id = a_draft(&app, &[]).await;
    let path = format!("/campaigns/{id}");
    let page = app.get(&path).await.expect(200);
    assert!(!page.has("#start"));
    assert!(page.text("main").contains("La inicia quien administra"));
    let refused = app
        .post_form(&format!("{path}/start"), &[("version", "1")])
        .await;
    refused.expect(403);
    assert_eq!(state(&app, id), "draft");
    assert!(admin.get(&path).await.expect(200).has("#start"));
    admin
        .post_form(&format!("{path}/start"), &[("version", "1")])
        .await
        .expect(303);
    assert_eq!(state(&app, id), "running");
}

#[tokio::test]
async fn a_draft_of_somebody_else_is_changed_by_admins_alone() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    let id = a_draft(&app, &[]).await;
    let path = format!("/campaigns/{id}/edit");
    app.browser_of(Role::Sales)
        .await
        .get(&path)
        .await
        .expect(403);
    let admin = app.browser_of(Role::Admin).await;
    admin.get(&path).await.expect(200);
    let changed = plan(&[("name", "Otro nombre")]);
    admin.post_form(&path, &changed).await.expect(303);
    let late = app
        .post_form(&path, &plan(&[("name", "Tarde")]))
        .await
        .expect(409);
    assert_eq!(late.attr("input[name=name]", "value"), "Tarde");
    assert_eq!(app.db.text("SELECT name FROM campaigns"), "Otro nombre");
}

#[tokio::test]
async fn what_was_started_is_not_what_was_read_when_the_plan_changed_meanwhile() {
    let app = TestApp::start().await;
    some_customers(&app, 2);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    let path = format!("/campaigns/{id}");
    app.get(&path).await.expect(200);
    app.post_form(&format!("{path}/edit"), &plan(&[("most", "1")]))
        .await
        .expect(303);
    app.post_form(&format!("{path}/start"), &[("version", "1")])
        .await
        .expect(409);
    assert_eq!(state(&app, id), "draft");
    assert_eq!(app.db.number("SELECT count(*) FROM campaign_members"), 0);
}

#[tokio::test]
async fn a_list_of_customers_becomes_a_campaign() {
    let app = TestApp::start().await;
    some_customers(&app, 2);
    let conn = &mut app.db.conn();
    a_customer().name("Otra Persona").create(conn);
    app.sign_in(Role::Sales).await;
    let list = app.get("/customers?q=rojas").await.expect(200);
    let href = list.attr("a[href^='/campaigns/new?']", "href");
    let form = app.get(&href).await.expect(200);
    let filter = form.attr("input[name=filter]", "value");
    assert_eq!(filter, "q=rojas");
    let id = a_draft(&app, &[("filter", &filter)]).await;
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert_eq!(page.value("campaign_in"), "2");
}

#[tokio::test]
async fn wrong_fields_come_back_as_they_were_typed() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    app.get("/campaigns/new").await.expect(200);
    let wrong = plan(&[
        ("name", ""),
        ("per_hour", "muchos"),
        ("from_hour", "21"),
        ("to_hour", "9"),
    ]);
    let again = app.post_form("/campaigns", &wrong).await.expect(422);
    assert_eq!(again.attr("input[name=per_hour]", "value"), "muchos");
    assert_eq!(again.count(".f-err"), 3);
    assert_eq!(app.db.number("SELECT count(*) FROM campaigns"), 0);
}

#[tokio::test]
async fn the_draw_is_stored_before_anything_is_written_and_can_be_repeated() {
    let app = TestApp::start().await;
    some_customers(&app, 60);
    app.sign_in(Role::Admin).await;
    let two = [("two", "on"), ("percent_b", "5"), ("holdout_percent", "30")];
    let id = a_draft(&app, &two).await;
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let held: i64 = page.value("campaign_held").parse().unwrap();
    assert!(held > 5);
    start(&app, id).await;
    assert_eq!(
        (members(&app, "held_out"), members(&app, "waiting")),
        (held, 60 - held)
    );
    let in_arm = |arm| format!("SELECT count(*) FROM campaign_members WHERE arm = '{arm}'");
    assert_eq!(
        app.db.number(&in_arm("a")).to_string(),
        page.value("campaign_a")
    );
    assert_eq!(
        app.db.number(&in_arm("b")).to_string(),
        page.value("campaign_b")
    );
    assert_eq!(app.db.number("SELECT count(*) FROM proposals"), 0);
}

#[tokio::test]
async fn a_draft_is_deleted_and_a_campaign_is_not() {
    let app = TestApp::start().await;
    some_customers(&app, 1);
    app.sign_in(Role::Admin).await;
    let (draft, started) = (a_draft(&app, &[]).await, a_draft(&app, &[]).await);
    start(&app, started).await;
    for id in [draft, started] {
        app.post_form(&format!("/campaigns/{id}/deletion"), &[])
            .await
            .expect(303);
    }
    let left = app.db.texts("SELECT id::text FROM campaigns");
    assert_eq!(left, [started.to_string()]);
}

#[tokio::test]
async fn a_draft_that_reaches_nobody_says_what_to_do() {
    let app = TestApp::start().await;
    a_customer().without_email().create(&mut app.db.conn());
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[]).await;
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert!(page.text("main").contains("otro público"));
}

#[tokio::test]
async fn a_draft_shows_and_sends_an_example_and_stores_none() {
    let app = TestApp::start().await;
    some_customers(&app, 2);
    app.sign_in(Role::Sales).await;
    let id = a_draft(&app, &[("percent_a", "7")]).await;
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let href = page.attr("a[href*='/examples/']", "href");
    let mail = app.get(&href).await.expect(200);
    assert!(mail.text("body").contains("Ana"), "{}", mail.text("body"));
    let test = format!("/campaigns/{id}/tests/a");
    app.post_form(&test, &[]).await.expect(303);
    let kinds = app.db.texts("SELECT kind || ' ' || purpose FROM messages");
    assert_eq!(kinds, ["trial service"]);
    assert_eq!(app.db.number("SELECT count(*) FROM proposals"), 0);
    app.get(&format!("/campaigns/{id}/examples/b"))
        .await
        .expect(404);
}

#[tokio::test]
async fn a_control_group_that_stays_empty_is_said_before_the_start() {
    const WORDS: &str = "nadie quedó en el grupo de control";
    let app = TestApp::start().await;
    some_customers(&app, 2);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[("holdout_percent", "40")]).await;
    let path = format!("/campaigns/{id}");
    let mut said = Vec::new();
    for seed in 1..=12 {
        app.db.sql(&format!("UPDATE campaigns SET seed = {seed}"));
        let page = app.get(&path).await.expect(200);
        let is_said = page.texts(".alertline.is-warn").concat().contains(WORDS);
        assert_eq!(is_said, page.value("campaign_held") == "0", "seed {seed}");
        said.push(is_said);
    }
    assert!(said.contains(&true) && said.contains(&false), "{said:?}");
    app.db.sql("UPDATE campaigns SET holdout_percent = 0");
    let page = app.get(&path).await.expect(200);
    assert!(!page.words().contains(WORDS), "nobody asked for one");
}
