//! What asks for a category of the catalogue follows its last entry to another: saved lists and drafts of campaigns.

use vinculo::domain::{Role, ServiceId};

use super::names;
use super::tag_followers::{AUDIENCES, VIEWS, a_campaign, a_view};
use crate::support::{TestApp, a_catalogue_service, a_customer, a_service};

/// Ana had a massage, Beto was in the sauna; an admin looks on.
async fn with_two() -> (TestApp, i64) {
    let app = TestApp::start().await;
    let me = app.sign_in(Role::Admin).await.get();
    let conn = &mut app.db.conn();
    let ana = a_customer().name("Ana").create(conn);
    let beto = a_customer().name("Beto").create(conn);
    a_service(ana).named("Masajes", "Masaje").create(conn);
    a_service(beto).named("Spa", "Sauna").create(conn);
    (app, me)
}

fn entry(app: &TestApp, category: &str, name: &str) -> ServiceId {
    a_catalogue_service(&mut app.db.conn(), category, name)
}

async fn put_in(app: &TestApp, entry: ServiceId, category: &str) {
    let path = format!("/services/{entry}");
    let page = app.get(&path).await.expect(200);
    let fields = page.filled_with("main form[method=post]", &[("category", category)]);
    app.post_filled(&path, &fields).await.expect(303);
}

#[actix_web::test]
async fn saved_lists_and_drafts_follow_the_last_entry_of_a_category_to_another() {
    let (app, me) = with_two().await;
    let massage = entry(&app, "Masajes", "Masaje");
    let feet = entry(&app, "Masajes", "Reflexología");
    a_view(&app, me, "Masajeados", "q=ana&category=Masajes&sort=-spend");
    a_view(&app, me, "Del spa", "category=Spa");
    a_view(&app, me, "Etiqueta", "tag=Masajes");
    a_view(&app, me, "Borrada", "category=Masajes");
    app.db
        .sql("UPDATE customer_views SET deleted_at = now() WHERE name = 'Borrada'");
    a_campaign(&app, me, "Verano", "category=Masajes", "draft");
    a_campaign(&app, me, "Terminada", "category=Masajes", "done");
    let (views, audiences) = (app.db.texts(VIEWS), app.db.texts(AUDIENCES));

    put_in(&app, feet, "Terapias & pies").await;
    assert_eq!(
        app.db.texts(VIEWS),
        views,
        "the category has an entry still"
    );
    assert_eq!(app.db.texts(AUDIENCES), audiences);

    put_in(&app, massage, "Terapias & pies").await;
    let told = app.get("/services").await.expect(200).text(".toast-i");
    assert!(
        told.contains("2 listas guardadas cambiaron con la categoría. 1 borrador"),
        "{told}"
    );
    assert_eq!(
        app.db.texts(VIEWS),
        [
            "q=ana&category=Terapias+%26+pies&sort=-spend",
            "category=Spa",
            "tag=Masajes",
            "category=Terapias+%26+pies"
        ]
    );
    assert_eq!(
        app.db.texts(AUDIENCES),
        ["category=Terapias+%26+pies", "category=Masajes"]
    );
    assert_eq!(names(&app, "category=Terapias+%26+pies").await, ["Ana"]);
    let told =
        "SELECT count(*) FROM audit_log WHERE action IN ('view.updated', 'campaign.updated')";
    assert_eq!(app.db.number(told), 3);
    let kept = "SELECT after::text FROM audit_values WHERE field_name = 'query'";
    assert!(!app.db.texts(kept).iter().any(|query| query.contains("ana")));
}

#[actix_web::test]
async fn an_entry_that_is_called_otherwise_in_its_category_changes_no_list() {
    let (app, me) = with_two().await;
    let massage = entry(&app, "Masajes", "Masaje");
    a_view(&app, me, "Masajeados", "category=Masajes");
    let path = format!("/services/{massage}");
    let page = app.get(&path).await.expect(200);
    let fields = page.filled_with("main form[method=post]", &[("name", "Masaje suave")]);
    app.post_filled(&path, &fields).await.expect(303);
    assert_eq!(app.db.texts(VIEWS), ["category=Masajes"]);
    let told = "SELECT count(*) FROM audit_log WHERE action = 'view.updated'";
    assert_eq!(app.db.number(told), 0);
}

#[actix_web::test]
async fn a_merge_into_another_category_takes_lists_and_drafts_along_and_its_undo_gives_them_back() {
    let (app, me) = with_two().await;
    let loser = entry(&app, "Spa", "Sauna").to_string();
    let winner = entry(&app, "Termas", "Sauna seca").to_string();
    a_view(&app, me, "Del spa", "category=Spa");
    a_view(&app, me, "Cambiada", "category=Spa");
    a_view(&app, me, "De las termas", "category=Termas");
    a_campaign(&app, me, "Verano", "category=Spa", "draft");
    a_campaign(&app, me, "Termal", "category=Termas", "draft");
    app.get("/services/merges").await.expect(200);
    let pair = [("loser", loser.as_str()), ("winner", winner.as_str())];
    app.post_form("/services/merges", &pair).await.expect(303);
    let all_of = |n: usize| vec!["category=Termas".to_owned(); n];
    assert_eq!(app.db.texts(VIEWS), all_of(3));
    assert_eq!(app.db.texts(AUDIENCES), all_of(2));
    assert_eq!(names(&app, "category=Termas").await, ["Beto"]);

    // What its owner changed since stays.
    app.db
        .sql("UPDATE customer_views SET query = 'tag=otra' WHERE name = 'Cambiada'");
    let merges = app.get("/services/merges").await.expect(200);
    let undo = merges.attr("[data-row=merge] form", "action");
    app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(
        app.db.texts(VIEWS),
        ["category=Spa", "tag=otra", "category=Termas"]
    );
    assert_eq!(app.db.texts(AUDIENCES), ["category=Spa", "category=Termas"]);
    assert_eq!(names(&app, "category=Spa").await, ["Beto"]);
}
