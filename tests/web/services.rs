//! The catalogue: found, corrected, and no longer offered.

use vinculo::domain::Role;

use super::proposals;
use crate::support::{Page, TestApp, a_catalogue_service, a_customer, a_service};

/// A catalogue of three, and an admin who looks at it.
async fn with_catalogue() -> (TestApp, String) {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let mud = a_catalogue_service(conn, "Spa", "Baño de barro");
    a_catalogue_service(conn, "Spa", "Sauna");
    a_catalogue_service(conn, "Masajes", "Masaje 100% relajante");
    app.sign_in(Role::Admin).await;
    (app, format!("/services/{mud}"))
}

async fn save(app: &TestApp, path: &str, changes: &[(&str, &str)]) -> Page {
    let page = app.get(path).await.expect(200);
    save_from(app, path, &page, changes).await
}

async fn save_from(app: &TestApp, path: &str, page: &Page, changes: &[(&str, &str)]) -> Page {
    let field = |name: &str| page.attr(&format!("#main input[name={name}]"), "value");
    let of_page = ["version", "category", "name", "price"].map(|name| (name, field(name)));
    let mut fields: Vec<(&str, &str)> = changes.to_vec();
    for (name, value) in &of_page {
        if !changes.iter().any(|(changed, _)| changed == name) {
            fields.push((name, value));
        }
    }
    app.post_form(path, &fields).await
}

fn stored(app: &TestApp) -> String {
    app.db.text(
        "SELECT concat_ws('|', category, name, price, active) FROM services WHERE name LIKE 'B%'",
    )
}

#[tokio::test]
async fn a_mistyped_price_is_corrected_once_and_quoted_right_from_then_on() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    let mud = |price| {
        a_service(customer)
            .named("Spa", "Baño de barro")
            .price(price)
    };
    mud(4_990).create(conn);
    app.sign_in(Role::Admin).await;
    let quoted = "SELECT price FROM proposal_items ORDER BY id DESC LIMIT 1";
    let newcomer = a_customer().create(conn);
    proposals::generated(&app, newcomer).await;
    assert_eq!(app.db.number(quoted), 4_990, "the last price paid");
    mud(0).on("2025-10-21").create(conn);
    proposals::generated(&app, newcomer).await;
    assert_eq!(app.db.number(quoted), 4_990, "a present is no price");

    let list = app.get("/services").await.expect(200);
    assert!(list.text("[data-row=service]").contains("lo último pagado"));
    let path = list.attr("[data-row=service] a", "href");
    save(&app, &path, &[("price", "49.900"), ("active", "on")])
        .await
        .expect(303);
    proposals::generated(&app, newcomer).await;
    assert_eq!(app.db.number(quoted), 49_900);
}

#[tokio::test]
async fn a_new_service_enters_the_catalogue_once_with_its_price_and_a_trace() {
    let (app, _) = with_catalogue().await;
    let list = app.get("/services").await.expect(200);
    assert!(list.has("a[href='/services/new']"));
    app.get("/services/new").await.expect(200);
    let add = async |name: &str, price: &str| {
        let fields = [
            ("category", "Spa"),
            ("name", name),
            ("price", price),
            ("active", "on"),
        ];
        app.post_form("/services/new", &fields).await
    };
    add("Baño turco", "35.000").await.expect(303);
    let stored =
        "SELECT concat_ws('|', category, price, active) FROM services WHERE name = 'Baño turco'";
    assert_eq!(app.db.texts(stored), ["Spa|35000|t"]);
    let log =
        "SELECT concat_ws(' ', action, field_names) FROM audit_log WHERE record_type = 'service'";
    assert_eq!(
        app.db.texts(log),
        ["service.created {category,name,price,active}"]
    );
    let taken = add("BAÑO turco", "1").await.expect(422);
    assert!(taken.has("#name[aria-invalid=true]"));
    assert_eq!(taken.attr("#price", "value"), "1");
    assert!(
        add("Otro", "mucho")
            .await
            .expect(422)
            .has("#price[aria-invalid=true]")
    );
    assert_eq!(app.db.number("SELECT count(*) FROM services"), 4);
}

#[tokio::test]
async fn a_service_whose_name_means_the_same_is_shown_before_another_is_added() {
    let (app, _) = with_catalogue().await;
    let conn = &mut app.db.conn();
    let massage = a_catalogue_service(conn, "Masajes", "Masaje 50min");
    app.get("/services/new").await.expect(200);
    let fields = [
        ("category", "Masajes"),
        ("name", "masaje 50 min"),
        ("active", "on"),
    ];
    let page = app.post_form("/services/new", &fields).await.expect(422);
    let links = page.attrs("[data-alike] a", "href");
    assert_eq!(links, [format!("/services/{massage}")]);
    assert!(page.text("#name-err").contains("nombre parecido"));
    assert_eq!(page.attr("#name", "value"), "masaje 50 min");
    let confirmed = [&fields[..], &[("allow_alike", "on")]].concat();
    app.post_form("/services/new", &confirmed).await.expect(303);
    let names = "SELECT count(*) FROM services WHERE category = 'Masajes'";
    assert_eq!(app.db.number(names), 3);

    let taken = [
        ("category", "Masajes"),
        ("name", "MASAJE 50min"),
        ("allow_alike", "on"),
    ];
    app.post_form("/services/new", &taken).await.expect(422);
}

#[tokio::test]
async fn what_is_no_longer_offered_is_in_no_new_proposal_and_in_no_form() {
    let (app, path) = with_catalogue().await;
    let saved = save(&app, &path, &[("price", "")]).await.expect(303);
    assert!(app.follow(&saved).await.words().contains("Guardamos"));
    assert_eq!(stored(&app), "Spa|Baño de barro|f");
    let customer = a_customer().create(&mut app.db.conn());
    proposals::generated(&app, customer).await;
    let names = app.db.texts("SELECT service_name FROM proposal_items");
    assert!(
        names.len() == 2 && !names.contains(&"Baño de barro".to_owned()),
        "{names:?}"
    );
    let form = app.get(&format!("/customers/{customer}/history/new")).await;
    assert!(!form.expect(200).text("#service").contains("Baño"));
}

#[tokio::test]
async fn every_change_is_in_the_audit_log() {
    let (app, path) = with_catalogue().await;
    let changes = [("name", "Baño de  arcilla"), ("price", "$49.900")];
    save(&app, &path, &changes).await.expect(303);
    assert_eq!(stored(&app), "Spa|Baño de arcilla|49900|f");
    let log =
        "SELECT concat_ws(' ', action, field_names) FROM audit_log WHERE record_type = 'service'";
    assert_eq!(app.db.texts(log), ["service.updated {name,price,active}"]);
    let words = app.get("/admin/audit").await.expect(200).words();
    assert!(words.contains("Se ofrece"), "{words}");
}

#[tokio::test]
async fn a_name_that_another_has_and_a_price_that_is_none_are_refused_at_their_fields() {
    let (app, path) = with_catalogue().await;
    let taken = save(&app, &path, &[("name", "SAUNA")]).await.expect(422);
    assert!(taken.has("#name[aria-invalid=true]"));
    assert_eq!(taken.attr("#name", "value"), "SAUNA");
    let wrong = [("price", "mucho"), ("category", " ")];
    let wrong = save(&app, &path, &wrong).await.expect(422);
    assert!(wrong.has("#price[aria-invalid=true]") && wrong.has("#category[aria-invalid=true]"));
    assert_eq!(stored(&app), "Spa|Baño de barro|t");
}

#[tokio::test]
async fn who_is_late_is_told_what_it_says_now_and_may_insist() {
    let (app, path) = with_catalogue().await;
    let read = app.get(&path).await.expect(200);
    save(&app, &path, &[("price", "30000"), ("active", "on")])
        .await
        .expect(303);
    let mine = [("price", "40000"), ("active", "on")];
    let late = save_from(&app, &path, &read, &mine).await.expect(409);
    assert!(
        late.words()
            .contains("Ahora dice: Spa, Baño de barro, $30.000")
    );
    assert_eq!(late.attr("#price", "value"), "40000");
    assert_eq!(stored(&app), "Spa|Baño de barro|30000|t");
    save_from(&app, &path, &late, &[("active", "on")])
        .await
        .expect(303);
    assert_eq!(stored(&app), "Spa|Baño de barro|40000|t");
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_paged() {
    let (app, path) = with_catalogue().await;
    let names = async |query: &str| {
        let page = app.get(&format!("/services{query}")).await.expect(200);
        page.texts("[data-row=service] .row-a")
    };
    assert_eq!(
        names("").await,
        ["Masaje 100% relajante", "Baño de barro", "Sauna"]
    );
    assert_eq!(names("?q=BANO+spa").await, ["Baño de barro"]);
    assert_eq!(names("?q=100%25").await, ["Masaje 100% relajante"]);
    assert!(names("?q=%25_%25").await.is_empty());
    save(&app, &path, &[]).await.expect(303);
    assert_eq!(names("?state=inactive").await, ["Baño de barro"]);
    app.db.sql(
        "INSERT INTO services (category, name) SELECT 'Yoga', 'Yoga ' || n FROM generate_series(1, 60) n",
    );
    assert_eq!(names("?page=2").await.len(), 13);
    assert_eq!(names("?page=99").await.len(), 13);
    assert_eq!(names("?page=x&q=yoga").await.len(), 50);
}
