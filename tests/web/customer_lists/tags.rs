//! All tags in one place: renamed, merged, taken off everybody, and back again.

use vinculo::domain::Role;

use super::{names, send};
use crate::support::{Browser, Page, TestApp, a_customer};

pub(super) const TAGS: &str = "SELECT array_to_string(tags, ',') FROM customers ORDER BY id";
pub(super) const RENAME: &str = "#review form";
const REMOVE: &str = "#removal form";

/// A customer for each list of tags.
pub(super) async fn with_tags(lists: &[&str]) -> TestApp {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    for (at, tags) in lists.iter().enumerate() {
        let id = a_customer().name(&format!("Cliente {at}")).create(conn);
        app.db.sql(&format!(
            "UPDATE customers SET tags = '{{{tags}}}' WHERE id = {id}"
        ));
    }
    app
}

pub(super) async fn review(app: &Browser, from: &str, to: &str) -> Page {
    app.get(&format!("/customers/tags/edit?tag={from}&to={to}"))
        .await
        .expect(200)
}

/// Sends the form and gives the page of the change, once it is done.
pub(super) async fn carry_out(app: &TestApp, page: &Page, form: &str) -> Page {
    let begun = send(app, page, form, &[]).await.expect(303);
    app.run_jobs_until_idle().await;
    app.get(begun.location()).await.expect(200)
}

pub(super) async fn undo(app: &TestApp, batch: &Page) {
    send(app, batch, "#undo form", &[]).await.expect(303);
    app.run_jobs_until_idle().await;
}

#[actix_web::test]
async fn every_tag_stands_there_once_with_how_many_customers_have_it() {
    let app = with_tags(&["spa,vip", "vip", "Ñuñoa,spa", "gone", ""]).await;
    app.sign_in(Role::Staff).await;
    app.db
        .sql("UPDATE customers SET deleted_at = now() WHERE tags = '{gone}'");
    let page = app.get("/customers/tags").await.expect(200);
    assert_eq!(page.texts("[data-row=tag] .row-a"), ["Ñuñoa", "spa", "vip"]);
    assert_eq!(page.texts("[data-row=tag] [data-count]"), ["1", "2", "2"]);
    let list = page.attr("[data-row=tag] .row-a", "href");
    assert_eq!(
        names(&app, list.split_once('?').unwrap().1).await,
        ["Cliente 2"]
    );
    let page = app.get("/customers/tags?sort=-name").await.expect(200);
    assert_eq!(page.texts("[data-row=tag] .row-a"), ["vip", "spa", "Ñuñoa"]);
    let page = app.get("/customers/tags?q=NUN").await.expect(200);
    assert_eq!(page.texts("[data-row=tag] .row-a"), ["Ñuñoa"]);
    let page = app.get("/customers/tags?q=nada").await.expect(200);
    assert!(page.has("#results .empty"));
}

#[actix_web::test]
async fn without_a_tag_the_page_says_where_they_come_from() {
    let app = with_tags(&[""]).await;
    app.sign_in(Role::Sales).await;
    let page = app.get("/customers/tags").await.expect(200);
    assert!(page.has("main .empty") && !page.has("#alike"));
}

#[actix_web::test]
async fn many_tags_are_on_pages_of_a_hundred() {
    let app = with_tags(&[""]).await;
    app.sign_in(Role::Sales).await;
    app.db.sql(
        "UPDATE customers SET tags = ARRAY(SELECT 'tag ' || lpad(n::text, 3, '0') FROM generate_series(1, 101) n)",
    );
    let page = app.get("/customers/tags").await.expect(200);
    assert_eq!(page.count("[data-row=tag]"), 100);
    assert_eq!(page.attr("[rel=next]", "href"), "/customers/tags?page=2");
    let last = app.get("/customers/tags?page=9").await.expect(200);
    assert_eq!(last.texts("[data-row=tag] .row-a"), ["tag 101"]);
}

#[actix_web::test]
async fn a_tag_is_renamed_for_everybody_who_has_it_and_gets_its_name_back() {
    let app = with_tags(&["a,spa,b", "spa", "vip"]).await;
    app.sign_in(Role::Staff).await;
    let before = app.db.texts(TAGS);
    let page = app.get("/customers/tags/edit?tag=spa").await.expect(200);
    assert_eq!(page.value("tag_customers"), "2");
    assert!(!page.has(RENAME));
    let page = review(&app, "spa", "Relajo").await;
    assert!(
        page.text("#review")
            .contains("«spa» pasa a llamarse «Relajo» (2 clientes)")
    );
    assert!(!page.has("[data-metric=merge_to]"));
    let done = carry_out(&app, &page, RENAME).await;
    assert_eq!(done.value("batch_done"), "2");
    assert_eq!(done.text("h1"), "Cambiar la etiqueta «spa» por «Relajo»");
    assert_eq!(app.db.texts(TAGS), ["a,Relajo,b", "Relajo", "vip"]);
    let told = "SELECT count(*) FROM audit_log WHERE action = 'customer.updated'";
    assert_eq!(app.db.number(told), 2);
    let listed = app.get("/customers/batches").await.expect(200);
    assert!(listed.text("[data-row=batch]").contains("«Relajo»"));
    // The same form again is the same change, also now that the name is there.
    let again = send(&app, &page, RENAME, &[]).await.expect(303);
    assert_eq!(again.location(), done.path);
    undo(&app, &done).await;
    assert_eq!(app.db.texts(TAGS), before);
}

#[actix_web::test]
async fn a_name_that_exists_is_a_merge_and_the_page_says_so_with_both_counts() {
    let app = with_tags(&["spa,Relajo", "spa", "Relajo", "Relajo,x", "RELAJO,spa"]).await;
    app.sign_in(Role::Sales).await;
    let before = app.db.texts(TAGS);
    let page = review(&app, "spa", "Relajo").await;
    for (metric, n) in [
        ("merge_from", "3"),
        ("merge_to", "3"),
        ("merge_both", "1"),
        ("merge_after", "5"),
    ] {
        assert_eq!(page.value(metric), n, "{metric}");
    }
    assert!(page.text("[data-near]").contains("RELAJO"));
    let done = carry_out(&app, &page, RENAME).await;
    assert_eq!(
        app.db.texts(TAGS),
        ["Relajo", "Relajo", "Relajo", "Relajo,x", "Relajo"]
    );
    app.db
        .sql("UPDATE customers SET tags = tags || '{nueva}' WHERE full_name = 'Cliente 1'");
    undo(&app, &done).await;
    let mut expected = before;
    expected[1] = "nueva,spa".into();
    assert_eq!(app.db.texts(TAGS), expected);
}

#[actix_web::test]
async fn nothing_becomes_a_merge_that_was_confirmed_as_a_new_name() {
    let app = with_tags(&["spa", "vip"]).await;
    app.sign_in(Role::Sales).await;
    let page = review(&app, "spa", "Relajo").await;
    app.db
        .sql("UPDATE customers SET tags = '{Relajo}' WHERE tags = '{vip}'");
    let told = send(&app, &page, RENAME, &[]).await.expect(409);
    assert_eq!(told.value("merge_to"), "1");
    assert!(told.has(".alertline.is-warn"));
    assert_eq!(app.db.texts(TAGS), ["spa", "Relajo"]);
    carry_out(&app, &told, RENAME).await;
    assert_eq!(app.db.texts(TAGS), ["Relajo", "Relajo"]);
}

#[actix_web::test]
async fn tags_that_differ_in_case_and_accents_alone_are_offered_to_be_merged() {
    let app = with_tags(&[
        "terapia",
        "Terapia",
        "Terapia",
        "TERÁPIA",
        "yoga",
        "Terapia,terapia",
    ])
    .await;
    app.sign_in(Role::Staff).await;
    let page = app.get("/customers/tags").await.expect(200);
    let offered = page.attrs("[data-row=alike]", "data-id");
    assert_eq!(offered, ["terapia", "TERÁPIA"]);
    let merge = page.attr("[data-row=alike] a", "href");
    assert_eq!(merge, "/customers/tags/edit?tag=terapia&to=Terapia");
    let done = carry_out(&app, &app.get(&merge).await.expect(200), RENAME).await;
    assert_eq!(
        app.db.texts(TAGS),
        [
            "Terapia", "Terapia", "Terapia", "TERÁPIA", "yoga", "Terapia"
        ]
    );
    app.db
        .sql("UPDATE customers SET tags = tags || '{nueva}' WHERE full_name IN ('Cliente 0', 'Cliente 5')");
    undo(&app, &done).await;
    assert_eq!(
        app.db.texts(TAGS),
        [
            "nueva,terapia",
            "Terapia",
            "Terapia",
            "TERÁPIA",
            "yoga",
            "Terapia,nueva,terapia"
        ]
    );
}

#[actix_web::test]
async fn a_tag_is_taken_off_everybody_and_comes_back() {
    let app = with_tags(&["spa,vip", "spa", "Spa", "vip", "spa,SPA"]).await;
    app.sign_in(Role::Staff).await;
    let before = app.db.texts(TAGS);
    let page = app.get("/customers/tags/edit?tag=spa").await.expect(200);
    assert!(page.text("#removal").contains("3 clientes"));
    let done = carry_out(&app, &page, REMOVE).await;
    assert_eq!(done.value("batch_done"), "3");
    assert_eq!(
        app.db.texts(TAGS),
        ["vip", "", "Spa", "vip", "SPA"],
        "the tag in another spelling is another one"
    );
    assert!(!done.has("[data-metric=batch_still]"));
    app.db
        .sql("UPDATE customers SET tags = tags || '{nueva}' WHERE full_name = 'Cliente 4'");
    undo(&app, &done).await;
    let mut expected = before;
    expected[4] = "SPA,nueva,spa".into();
    assert_eq!(app.db.texts(TAGS), expected);
}

#[actix_web::test]
async fn a_tag_that_nobody_has_and_a_name_that_is_none_change_nothing() {
    let app = with_tags(&["spa"]).await;
    app.sign_in(Role::Staff).await;
    for path in ["renaming", "removal"] {
        for tag in ["", "otra"] {
            let fields = [("tag", tag), ("to", "x")];
            let told = app
                .post_form(&format!("/customers/tags/{path}"), &fields)
                .await
                .expect(303);
            assert_eq!(told.location(), "/customers/tags", "{path} {tag}");
        }
    }
    let told = app.get("/customers/tags/edit?tag=otra").await.expect(303);
    let list = app.get(told.location()).await.expect(200);
    assert!(list.text("#toasts").contains("Nadie tiene ya"));
    for name in ["", "spa", "a,b"] {
        let fields = [("tag", "spa"), ("to", name)];
        let wrong = app
            .post_form("/customers/tags/renaming", &fields)
            .await
            .expect(422);
        assert!(wrong.has("#to[aria-invalid=true]"), "{name}");
        assert!(!review(&app, "spa", name).await.has(RENAME), "{name}");
    }
    assert_eq!(app.db.number("SELECT count(*) FROM customer_batches"), 0);
}

#[actix_web::test]
async fn the_list_leads_to_the_tags_and_offers_them_in_its_filter() {
    let app = with_tags(&["spa,vip", "vip", "a & b"]).await;
    app.sign_in(Role::Staff).await;
    let list = app.get("/customers").await.expect(200);
    assert!(list.has(".head a[href='/customers/tags']"));
    let offered = list.attr("[name=tag] + datalist[id=tag-names]", "hx-get");
    let when = list.attr("#tag-names", "hx-trigger");
    assert!(
        when.starts_with("input "),
        "not before a letter is typed: {when}"
    );
    assert_eq!(list.attr("[name=tag]", "list"), "tag-names");
    let part = app.get(&offered).await.expect(200);
    assert_eq!(part.attrs("option", "value"), ["vip", "a & b", "spa"]);
    let narrowed = app.get("/customers?tag=a+%26+b").await.expect(200);
    let edit = narrowed.attr(".chips a[href^='/customers/tags/edit']", "href");
    let page = app.get(&edit).await.expect(200);
    assert_eq!(page.value("tag_customers"), "1");
    let nobody = app.get("/customers?tag=nada").await.expect(200);
    assert!(!nobody.has(".chips a[href^='/customers/tags/edit']"));
    app.db.sql("UPDATE customers SET tags = '{nueva}'");
    let again = app.get(&offered).await.expect(200);
    assert_eq!(
        again.attrs("option", "value"),
        ["vip", "a & b", "spa"],
        "what was counted is kept for a moment"
    );
}

#[actix_web::test]
async fn the_page_of_a_change_says_who_got_the_old_tag_meanwhile() {
    let app = with_tags(&["spa", "vip", "SPA"]).await;
    app.sign_in(Role::Staff).await;
    let page = review(&app, "spa", "Relajo").await;
    let done = carry_out(&app, &page, RENAME).await;
    assert!(!done.has("[data-metric=batch_still]"));
    app.db
        .sql("UPDATE customers SET tags = '{vip,spa}' WHERE tags = '{vip}'");
    let told = app.get(&done.path).await.expect(200);
    assert_eq!(told.value("batch_still"), "1");
    let list = told.attr("[data-metric=batch_still]", "href");
    assert_eq!(
        names(&app, list.split_once('?').unwrap().1).await,
        ["Cliente 1"]
    );
    undo(&app, &told).await;
    assert_eq!(app.db.texts(TAGS), ["spa", "vip,spa", "SPA"]);
    let undone = app.get(&done.path).await.expect(200);
    assert!(!undone.has("[data-metric=batch_still]"));
}
