//! Lists that were saved.

use vinculo::domain::Role;

use super::{names, send};
use crate::support::{Browser, TestApp, a_customer, a_user};

const SAVE: &str = ".views form[action='/customers/views']";

async fn with_two() -> TestApp {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    a_customer().name("Ana").create(conn);
    a_customer().name("Beto").status("inactive").create(conn);
    app
}

async fn save(app: &Browser, query: &str, name: &str, shared: bool) -> String {
    let page = app.get(&format!("/customers?{query}")).await.expect(200);
    let mut fields = vec![("name", name)];
    if shared {
        fields.push(("shared", "on"));
    }
    let saved = send(app, &page, SAVE, &fields).await.expect(303);
    saved.location().to_owned()
}

#[actix_web::test]
async fn a_list_is_saved_with_filters_columns_and_order_and_is_a_tab() {
    let app = with_two().await;
    app.sign_in(Role::Sales).await;
    let query = "status=inactive&columns=city&sort=-name&page=1";
    let view = save(&app, query, " Dormidos ", false).await;
    let page = app.get(&view).await.expect(200);
    assert_eq!(page.texts(".views [aria-current]"), ["Dormidos"]);
    assert_eq!(page.texts(".row-a"), ["Beto"]);
    assert_eq!(page.texts("thead th:not(.pick)"), ["Nombre", "Ciudad"]);
    assert_eq!(
        app.db.text("SELECT query FROM customer_views"),
        "status=inactive&columns=city&sort=-name"
    );
    let taken = app.get("/customers?view=all").await.expect(200);
    let again = send(&app, &taken, SAVE, &[("name", "DORMIDOS")])
        .await
        .expect(303);
    let told = app.get(again.location()).await.expect(200);
    assert!(told.text("#toasts").contains("Ya hay una lista"));
    assert_eq!(app.db.number("SELECT count(*) FROM customer_views"), 1);
}

#[actix_web::test]
async fn a_changed_list_is_kept_in_its_view_and_a_deleted_one_comes_back() {
    let app = with_two().await;
    app.sign_in(Role::Staff).await;
    let view = save(&app, "status=inactive", "Dormidos", false).await;
    let id = app.db.number("SELECT id FROM customer_views");
    let unchanged = app.get(&view).await.expect(200);
    let update = format!(".views > form[action='/customers/views/{id}']");
    assert!(!unchanged.has(&update));
    let changed = app
        .get(&format!("/customers?status=active&view={id}"))
        .await
        .expect(200);
    send(&app, &changed, &update, &[]).await.expect(303);
    assert_eq!(
        app.db.text("SELECT query FROM customer_views"),
        "status=active"
    );
    let delete = format!("form[action='/customers/views/{id}/deletion']");
    let gone = send(&app, &changed, &delete, &[]).await.expect(303);
    let list = app.get(gone.location()).await.expect(200);
    assert_eq!(list.texts(".views .tabs a"), ["Todos"]);
    let undo = format!("form[action='/customers/views/{id}/restoration']");
    send(&app, &list, &undo, &[]).await.expect(303);
    let list = app.get("/customers?view=all").await.expect(200);
    assert_eq!(list.texts(".views .tabs a"), ["Todos", "Dormidos"]);
    assert_eq!(
        app.db
            .texts("SELECT action FROM audit_log WHERE record_type = 'view' ORDER BY id"),
        [
            "view.created",
            "view.updated",
            "view.deleted",
            "view.restored"
        ]
    );
}

#[actix_web::test]
async fn a_list_with_a_filter_that_means_nothing_is_not_kept() {
    let app = with_two().await;
    app.sign_in(Role::Staff).await;
    save(&app, "status=inactive", "Dormidos", false).await;
    let id = app.db.number("SELECT id FROM customer_views");
    let update = format!(".views > form[action='/customers/views/{id}']");
    let rename = format!(".views .pop-form[action='/customers/views/{id}']");
    for (query, is_offered) in [
        ("status=active&away=30", true),
        ("status=active&away=pronto", false),
    ] {
        let query = format!("/customers?{query}&view={id}");
        let page = app.get(&query).await.expect(200);
        assert_eq!(page.has(SAVE), is_offered, "{query}");
        assert_eq!(page.has(&update), is_offered, "{query}");
        assert!(page.has(&rename), "a name keeps no filter");
        let typed = app.get_fragment(&query).await.expect(200);
        assert_eq!(typed.has(SAVE), is_offered, "{query}");
    }
}

#[actix_web::test]
async fn a_shared_list_is_everybodys_and_changed_by_its_owner_and_admins_alone() {
    let app = with_two().await;
    app.sign_in(Role::Sales).await;
    let view = save(&app, "status=inactive", "Dormidos", true).await;
    save(&app, "status=active", "Solo mía", false).await;
    let id = app
        .db
        .number("SELECT id FROM customer_views WHERE is_shared");

    let colleague = app.browser_of(Role::Staff).await;
    let page = colleague.get(&view).await.expect(200);
    assert_eq!(page.texts(".views .tabs a"), ["Todos", "Dormidos"]);
    assert!(!page.has(&format!("form[action='/customers/views/{id}/deletion']")));
    let own = app
        .db
        .number("SELECT id FROM customer_views WHERE NOT is_shared");
    for path in [
        format!("/customers/views/{id}"),
        format!("/customers/views/{id}/deletion"),
    ] {
        colleague
            .post_form(&path, &[("name", "X")])
            .await
            .expect(403);
    }
    colleague
        .post_form(&format!("/customers/views/{own}/deletion"), &[])
        .await
        .expect(404);
    save(&colleague, "status=active", "De todos", true).await;
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM customer_views WHERE is_shared"),
        1,
        "staff share nothing"
    );

    let admin = app.browser_of(Role::Admin).await;
    admin
        .post_form(&format!("/customers/views/{id}/deletion"), &[])
        .await
        .expect(303);
}

#[actix_web::test]
async fn who_updates_a_shared_list_second_is_told_and_overwrites_nothing_unseen() {
    let app = with_two().await;
    app.sign_in(Role::Sales).await;
    save(&app, "status=inactive", "Dormidos", true).await;
    let id = app.db.number("SELECT id FROM customer_views");
    let update = format!(".views > form[action='/customers/views/{id}']");
    let kept = || app.db.text("SELECT query FROM customer_views");
    let admin = app.browser_of(Role::Admin).await;
    let changed = |query: &str| format!("/customers?{query}&view={id}");
    let first = app.get(&changed("city=Osorno")).await.expect(200);
    let second = admin.get(&changed("status=active")).await.expect(200);
    send(&app, &first, &update, &[]).await.expect(303);
    let late = send(&admin, &second, &update, &[]).await.expect(303);
    assert_eq!(kept(), "city=Osorno");
    let told = admin.get(late.location()).await.expect(200);
    let said = told.text("#toasts");
    assert!(said.contains("cambió mientras mirabas"), "{said}");
    let fields = told.filled(&update);
    let query = fields.iter().find(|(name, _)| name == "query");
    assert_eq!(query.unwrap().1, "status=active", "nothing is lost");
    send(&admin, &told, &update, &[]).await.expect(303);
    assert_eq!(kept(), "status=active");
    // Who asks for what is kept already overwrites nothing.
    let same = [("query", "status=active")];
    let again = send(&app, &first, &update, &same).await.expect(303);
    let page = app.get(again.location()).await.expect(200);
    assert!(page.text("#toasts").contains("Lista guardada."));
}

#[actix_web::test]
async fn a_list_of_ones_own_choice_opens_first_and_everybody_stays_one_click_away() {
    let app = with_two().await;
    app.sign_in(Role::Staff).await;
    let view = save(&app, "status=inactive", "Dormidos", false).await;
    let id = app.db.number("SELECT id FROM customer_views");
    let page = app.get(&view).await.expect(200);
    let choose = format!("form[action='/customers/views/{id}/default']");
    send(&app, &page, &choose, &[]).await.expect(303);
    let first = app.get("/customers").await.expect(303);
    assert_eq!(first.location(), view);
    let page = app.get(&view).await.expect(200);
    let everybody = page.attr(".views .tabs a:first-child", "href");
    assert_eq!(everybody, "/customers?view=all");
    assert_eq!(names(&app, "view=all").await, ["Ana", "Beto"]);
    assert_eq!(page.attr(".chip", "href"), format!("/customers?view={id}"));
    send(&app, &page, &choose, &[]).await.expect(303);
    app.get("/customers").await.expect(200);
}

#[actix_web::test]
async fn mine_in_a_shared_list_is_whoever_looks() {
    let app = with_two().await;
    let rosa = a_user(Role::Sales)
        .email("rosa@aremko.example")
        .create(&mut app.db.conn());
    app.db.sql(&format!(
        "UPDATE customers SET owner_id = {rosa} WHERE full_name = 'Ana'"
    ));
    app.sign_in(Role::Sales).await;
    let view = save(&app, "owner=me", "Míos", true).await;
    assert!(view.contains("owner=me"));
    assert!(
        names(&app, view.split_once('?').unwrap().1)
            .await
            .is_empty()
    );
}

#[actix_web::test]
async fn an_admin_makes_a_colleagues_list_the_colleagues_own_again() {
    let app = with_two().await;
    app.sign_in(Role::Sales).await;
    let view = save(&app, "status=inactive", "Dormidos", true).await;
    let id = app.db.number("SELECT id FROM customer_views");
    let admin = app.browser_of(Role::Admin).await;
    let page = admin.get(&view).await.expect(200);
    let rename = format!(".views .pop-form[action='/customers/views/{id}']");
    let mut fields = page.filled(&rename);
    fields.retain(|(name, _)| name != "shared");
    let saved = admin
        .post_filled(&page.attr(&rename, "action"), &fields)
        .await
        .expect(303);
    assert_eq!(saved.location(), "/customers");
    let kept = "SELECT name || '|' || query || '|' || is_shared FROM customer_views";
    assert_eq!(
        app.db.text(&format!("({kept})")),
        "Dormidos|status=inactive|false"
    );
    admin
        .post_filled(&format!("/customers/views/{id}"), &fields)
        .await
        .expect(404);
    app.get(&view).await.expect(200);
}

#[actix_web::test]
async fn a_renamed_list_keeps_what_was_saved_meanwhile_and_stays_everybodys() {
    let app = with_two().await;
    app.sign_in(Role::Sales).await;
    let view = save(&app, "status=inactive", "Dormidos", true).await;
    let id = app.db.number("SELECT id FROM customer_views");
    let page = app.get(&view).await.expect(200);
    app.db
        .sql("UPDATE customer_views SET query = 'status=active'; UPDATE users SET role = 'staff'");
    let rename = format!(".views .pop-form[action='/customers/views/{id}']");
    send(&app, &page, &rename, &[("name", "Despiertos")])
        .await
        .expect(303);
    let kept = "SELECT name || '|' || query || '|' || is_shared FROM customer_views";
    assert_eq!(
        app.db.text(&format!("({kept})")),
        "Despiertos|status=active|true"
    );
}

#[actix_web::test]
async fn what_is_saved_after_typing_is_what_is_on_the_screen() {
    let app = with_two().await;
    app.sign_in(Role::Staff).await;
    let view = save(&app, "status=inactive", "Dormidos", false).await;
    let part = app
        .get_fragment("/customers?q=beto&status=inactive")
        .await
        .expect(200);
    assert_eq!(part.attr("#views", "hx-swap-oob"), "true");
    let save_form = part.filled(SAVE);
    let query = save_form.iter().find(|(name, _)| name == "query");
    assert_eq!(query.unwrap().1, "q=beto&status=inactive");
    // Nobody is found: the way to everybody does not lead to one's own beginning.
    let id = app.db.number("SELECT id FROM customer_views");
    let choose = format!("form[action='/customers/views/{id}/default']");
    let page = app.get(&view).await.expect(200);
    send(&app, &page, &choose, &[]).await.expect(303);
    let none = app.get("/customers?city=Nada").await.expect(200);
    assert!(none.has(".empty a[href='/customers?view=all']"));
}
