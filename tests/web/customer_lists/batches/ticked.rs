//! Those that were ticked are changed at once, and put back from the page of the change.

use vinculo::domain::Role;

use super::{STATE, change, chosen, undo, with_three};
use crate::customer_lists::send;

#[actix_web::test]
async fn those_that_were_ticked_are_tagged_with_a_trace_and_the_tag_comes_off_again() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let before = app.db.texts(STATE);
    let form = app
        .get(&format!("/customers/batches/new?{}", chosen(&ids[..2])))
        .await
        .expect(200);
    assert_eq!(form.value("batch_customers"), "2");
    let done = send(
        &app,
        &form,
        "form.form",
        &[("action", "tag"), ("tag", " spa ")],
    )
    .await
    .expect(303);
    let page = app.get(done.location()).await.expect(200);
    assert_eq!(page.value("batch_done"), "1");
    assert_eq!(
        page.value("batch_same"),
        "1",
        "Ana has it in another spelling"
    );
    assert_eq!(
        app.db
            .texts("SELECT array_to_string(tags, ',') FROM customers ORDER BY id"),
        ["Spa", "spa", ""]
    );
    let told =
        "SELECT count(*) FROM domain_events WHERE type = 'customer.updated' AND record_id = ";
    assert_eq!(app.db.number(&format!("{told}{}", ids[1])), 1);
    let after = "SELECT after::text FROM audit_values WHERE field_name = 'tags'";
    assert_eq!(app.db.texts(after), ["[\"spa\"]"]);

    // The same form again is the same change.
    let again = send(
        &app,
        &form,
        "form.form",
        &[("action", "tag"), ("tag", "otra")],
    )
    .await
    .expect(303);
    assert_eq!(again.location(), done.location());
    let page = undo(&app, done.location()).await;
    assert_eq!(page.value("batch_undone"), "1");
    assert_eq!(app.db.texts(STATE), before);
}

#[actix_web::test]
async fn a_tag_comes_off_that_nobody_could_put_on_any_more() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    app.db.sql(&format!(
        "UPDATE customers SET tags = '{{vip,Jueves; tarde}}' WHERE id = {}",
        ids[1]
    ));
    let tag = "jueves; tarde";
    change(&app, &chosen(&ids), &[("action", "tag"), ("tag", tag)])
        .await
        .expect(422);
    let untag = [("action", "untag"), ("untag", tag)];
    let done = change(&app, &chosen(&ids), &untag).await.expect(303);
    let page = app.get(done.location()).await.expect(200);
    assert_eq!(page.value("batch_done"), "1");
    assert_eq!(
        app.db
            .texts("SELECT array_to_string(tags, ',') FROM customers ORDER BY id"),
        ["Spa", "vip", ""]
    );
}

#[actix_web::test]
async fn what_somebody_changed_since_is_left_alone_and_other_changes_do_not_matter() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let done = change(&app, &chosen(&ids), &[("action", "tag"), ("tag", "feria")])
        .await
        .expect(303);
    app.db.sql(&format!(
        "UPDATE customers SET phone = '1', tags = '{{Spa,feria,nueva}}', version = version + 1 WHERE id = {};
         UPDATE customers SET deleted_at = now() WHERE id = {};
         UPDATE customers SET tags = '{{otra}}', version = version + 1 WHERE id = {}",
        ids[0], ids[1], ids[2]
    ));
    let page = undo(&app, done.location()).await;
    assert_eq!(
        (page.value("batch_undone"), page.value("batch_changed")),
        ("1".into(), "2".into())
    );
    assert_eq!(page.texts("[data-row=left] a"), ["Carla"]);
    assert_eq!(
        app.db
            .texts("SELECT array_to_string(tags, ',') FROM customers ORDER BY id"),
        ["Spa,nueva", "feria", "otra"]
    );
}

#[actix_web::test]
async fn changes_upon_changes_are_undone_from_the_last() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let me = app.db.text("SELECT id FROM users");
    let before = app.db.texts(STATE);
    for actions in [
        [
            vec![("action", "tag"), ("tag", "feria")],
            vec![("action", "untag"), ("untag", "spa")],
        ],
        [
            vec![("action", "assign"), ("owner", me.as_str())],
            vec![("action", "assign"), ("owner", "")],
        ],
    ] {
        let first = change(&app, &chosen(&ids), &actions[0]).await.expect(303);
        let between = app.db.texts(STATE);
        let second = change(&app, &chosen(&ids), &actions[1]).await.expect(303);
        assert_ne!(app.db.texts(STATE), between);
        let page = undo(&app, second.location()).await;
        assert_eq!(app.db.texts(STATE), between);
        assert!(page.select("[data-metric=batch_changed]").is_empty());
        undo(&app, first.location()).await;
        assert_eq!(app.db.texts(STATE), before);
    }
}

#[actix_web::test]
async fn customers_are_given_to_somebody_and_taken_back() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Sales).await;
    let before = app.db.texts(STATE);
    let me = app.db.text("SELECT id FROM users");
    let done = change(&app, &chosen(&ids), &[("action", "assign"), ("owner", &me)])
        .await
        .expect(303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM customers WHERE owner_id IS NOT NULL"),
        3
    );
    undo(&app, done.location()).await;
    assert_eq!(app.db.texts(STATE), before);
    change(
        &app,
        &chosen(&ids),
        &[("action", "assign"), ("owner", "999")],
    )
    .await
    .expect(422);
    change(&app, &chosen(&ids), &[("action", "")])
        .await
        .expect(422);
    let nobody = app
        .get("/customers/batches/new?whom=these")
        .await
        .expect(200);
    assert!(nobody.has("main .empty"));
}

#[actix_web::test]
async fn changes_are_listed_ones_own_and_for_admins_everybodys() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let list = app.get("/customers").await.expect(200);
    let href = list.attr(".head a[href$=batches]", "href");
    assert!(app.get(&href).await.expect(200).has("main .empty"));
    let done = change(&app, &chosen(&ids), &[("action", "tag"), ("tag", "feria")])
        .await
        .expect(303);
    let own = app.get(&href).await.expect(200);
    assert_eq!(own.attrs("[data-row=batch] a", "href"), [done.location()]);
    assert_eq!(
        own.texts("[data-row=batch] a"),
        ["Poner la etiqueta «feria»"]
    );
    let colleague = app.browser_of(Role::Sales).await;
    assert!(colleague.get(&href).await.expect(200).has("main .empty"));
    colleague.get(done.location()).await.expect(404);
    let reversal = format!("{}/reversal", done.location());
    colleague.post_form(&reversal, &[]).await.expect(404);
    let admin = app.browser_of(Role::Admin).await;
    admin.get(done.location()).await.expect(200);
    assert_eq!(
        admin.get(&href).await.expect(200).count("[data-row=batch]"),
        1
    );
}
