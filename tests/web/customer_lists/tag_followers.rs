//! What names a tag besides customers: saved lists and drafts of campaigns follow it, and come back.

use vinculo::domain::Role;

use super::send;
use super::tags::{RENAME, TAGS, carry_out, review, undo, with_tags};
use crate::support::{TestApp, a_user};

pub(super) const VIEWS: &str = "SELECT query FROM customer_views ORDER BY id";
pub(super) const AUDIENCES: &str = "SELECT audience FROM campaigns ORDER BY id";

pub(super) fn a_view(app: &TestApp, owner: i64, name: &str, query: &str) {
    app.db.sql(&format!(
        "INSERT INTO customer_views (name, query, is_shared, owner_id) VALUES ('{name}', '{query}', false, {owner})"
    ));
}

pub(super) fn a_campaign(app: &TestApp, owner: i64, name: &str, audience: &str, state: &str) {
    app.db.sql(&format!(
        "INSERT INTO campaigns (name, audience, state, created_by, engine, variants, holdout_percent, from_hour, to_hour,
                                per_hour, needs_approval, seed)
         VALUES ('{name}', '{audience}', '{state}', {owner}, 'builtin', '[{{}}]', 0, 9, 18, 10, true, 1)"
    ));
}

#[actix_web::test]
async fn saved_lists_follow_the_tag_and_come_back_with_the_undo() {
    let app = with_tags(&["spa", "Relajo"]).await;
    let me = app.sign_in(Role::Sales).await.get();
    let other = a_user(Role::Staff).create(&mut app.db.conn()).get();
    a_view(&app, me, "Los del spa", "q=ana&tag=spa&sort=-spend");
    a_view(&app, other, "Secreta", "tag=spa");
    a_view(&app, me, "Relajados", "tag=Relajo");
    a_view(&app, me, "Borrada", "tag=spa");
    app.db
        .sql("UPDATE customer_views SET deleted_at = now() WHERE name = 'Borrada'");
    let before = app.db.texts(VIEWS);
    let page = review(&app, "spa", "Relajo").await;
    let told = page.text("#review [data-views]");
    assert!(
        told.contains("Los del spa") && told.contains("1 de otra persona"),
        "{told}"
    );
    assert!(!told.contains("Secreta") && !told.contains("Borrada") && !told.contains("Relajados"));
    let done = carry_out(&app, &page, RENAME).await;
    assert_eq!(done.value("batch_views"), "3");
    assert_eq!(
        app.db.texts(VIEWS),
        [
            "q=ana&tag=Relajo&sort=-spend",
            "tag=Relajo",
            "tag=Relajo",
            "tag=Relajo"
        ]
    );
    let kept = "SELECT after::text FROM audit_values WHERE field_name = 'query' ORDER BY 1";
    assert!(!app.db.texts(kept).iter().any(|query| query.contains("ana")));
    // What its owner changed since stays.
    app.db
        .sql("UPDATE customer_views SET query = 'tag=otra' WHERE name = 'Secreta'");
    undo(&app, &done).await;
    let mut expected = before;
    expected[1] = "tag=otra".into();
    assert_eq!(app.db.texts(VIEWS), expected);
    let undone = app.get(&done.path).await.expect(200);
    assert_eq!(undone.attr("#batch", "data-state"), "undone");
    assert!(!undone.has("[data-metric=batch_views]"), "none is changed");
}

#[actix_web::test]
async fn a_stopped_renaming_takes_its_saved_lists_back_too() {
    let app = with_tags(&["spa"]).await;
    let me = app.sign_in(Role::Sales).await.get();
    a_view(&app, me, "Los del spa", "tag=spa");
    let page = review(&app, "spa", "Relajo").await;
    let begun = send(&app, &page, RENAME, &[]).await.expect(303);
    assert_eq!(app.db.texts(VIEWS), ["tag=Relajo"]);
    let moving = app.get(begun.location()).await.expect(200);
    undo(&app, &moving).await;
    assert_eq!(app.db.texts(VIEWS), ["tag=spa"]);
    assert_eq!(app.db.texts(TAGS), ["spa"]);
}

#[actix_web::test]
async fn drafts_of_campaigns_that_name_the_tag_are_named_to_who_may_see_them_and_counted_to_all() {
    let app = with_tags(&["spa"]).await;
    let me = app.sign_in(Role::Sales).await.get();
    a_campaign(&app, me, "Verano", "tag=spa", "draft");
    a_campaign(&app, me, "Otra", "tag=vip", "draft");
    a_campaign(&app, me, "Terminada", "tag=spa", "done");
    let page = review(&app, "spa", "Relajo").await;
    assert_eq!(page.texts("#review [data-drafts] a"), ["Verano"]);
    let staff = app.browser_of(Role::Staff).await;
    let removal = "/customers/tags/edit?tag=spa";
    for (page, part, becomes) in [
        (review(&staff, "spa", "Relajo").await, "#review", "cambian"),
        (
            staff.get(removal).await.expect(200),
            "#removal",
            "sin clientes",
        ),
    ] {
        let told = page.text(&format!("{part} [data-drafts]"));
        assert!(
            told.contains(becomes) && told.trim().ends_with(": 1"),
            "{told}"
        );
        assert!(!told.contains("Verano"), "{told}");
    }
}

#[actix_web::test]
async fn drafts_of_campaigns_follow_the_tag_and_come_back_with_the_undo() {
    let app = with_tags(&["spa", "Relajo"]).await;
    let other = a_user(Role::Sales).create(&mut app.db.conn()).get();
    app.sign_in(Role::Staff).await;
    a_campaign(&app, other, "Verano", "q=ana&tag=spa", "draft");
    a_campaign(&app, other, "Cambiada", "tag=spa", "draft");
    a_campaign(&app, other, "Empezada", "tag=spa", "draft");
    a_campaign(&app, other, "Relajada", "tag=Relajo", "draft");
    a_campaign(&app, other, "Terminada", "tag=spa", "done");
    let page = review(&app, "spa", "Relajo").await;
    let done = carry_out(&app, &page, RENAME).await;
    assert_eq!(done.value("batch_drafts"), "3");
    assert_eq!(
        app.db.texts(AUDIENCES),
        [
            "q=ana&tag=Relajo",
            "tag=Relajo",
            "tag=Relajo",
            "tag=Relajo",
            "tag=spa"
        ]
    );
    let told = "SELECT count(*) FROM audit_log WHERE action = 'campaign.updated'";
    assert_eq!(app.db.number(told), 3);
    let version = |name: &str| {
        let version = format!("SELECT version FROM campaigns WHERE name = '{name}'");
        app.db.number(&version)
    };
    assert_eq!(
        version("Verano"),
        version("Relajada") + 1,
        "whoever has it open reads it again before they save it"
    );
    app.db.sql(
        "UPDATE campaigns SET audience = 'tag=otra' WHERE name = 'Cambiada';
         UPDATE campaigns SET state = 'done' WHERE name = 'Empezada'",
    );
    undo(&app, &done).await;
    assert_eq!(
        app.db.texts(AUDIENCES),
        [
            "q=ana&tag=spa",
            "tag=otra",
            "tag=Relajo",
            "tag=Relajo",
            "tag=spa"
        ]
    );
    let undone = app.get(&done.path).await.expect(200);
    assert!(!undone.has("[data-metric=batch_drafts]"), "none is changed");
}
