//! The lists of services, and adding, correcting and deleting one by hand.

use diesel::connection::SimpleConnection as _;
use vinculo::domain::{CustomerId, HistoryId, Role};

use crate::support::{Page, TestApp, a_customer, a_service};

fn history_of(customer: CustomerId) -> String {
    format!("/customers/{customer}/history")
}

/// A customer with one service, on an empty database, and somebody of the staff signed in.
async fn with_one_service() -> (TestApp, CustomerId, HistoryId) {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    let service = a_service(customer).create(conn);
    (app, customer, service)
}

async fn figures(app: &TestApp, customer: CustomerId) -> (String, String) {
    let page = app.get(&format!("/customers/{customer}")).await.expect(200);
    (page.value("total_services"), page.value("total_spend"))
}

fn pair(count: &str, spend: &str) -> (String, String) {
    (count.to_owned(), spend.to_owned())
}

fn service_id(app: &TestApp) -> String {
    app.db.text("SELECT id FROM services LIMIT 1")
}

#[tokio::test]
async fn a_service_added_by_hand_counts_at_once() {
    let (app, customer, _) = with_one_service().await;
    app.db.sql("UPDATE services SET price = 46490");
    app.get(&format!("{}/new", history_of(customer)))
        .await
        .expect(200);
    let service = service_id(&app);
    for (price, expected) in [("$55.000", pair("2", "100000")), ("", pair("3", "146490"))] {
        let fields = [
            ("date", "2025-10-26"),
            ("service", &service),
            ("price", price),
        ];
        let done = app
            .post_form(&history_of(customer), &fields)
            .await
            .expect(303);
        assert_eq!(done.location(), format!("/customers/{customer}"));
        assert_eq!(figures(&app, customer).await, expected);
    }
    let by = app
        .db
        .number("SELECT count(created_by) FROM service_history");
    assert_eq!(by, 2);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM audit_log WHERE action = 'history.created'"),
        2
    );
}

#[tokio::test]
async fn the_season_of_a_service_is_a_word_on_both_lists() {
    let (app, customer, _) = with_one_service().await;
    app.db.sql("UPDATE service_history SET date = '2025-07-15'");
    for (path, cell) in [("/history".to_owned(), 5), (history_of(customer), 4)] {
        let page = app.get(&path).await.expect(200);
        let row = "[data-row=service]";
        assert_eq!(
            page.text(&format!("{row} td:nth-child({cell})")),
            "Invierno"
        );
        assert_eq!(page.attr(row, "data-season"), "Invierno");
    }
}

#[tokio::test]
async fn a_new_name_enters_the_catalogue_once() {
    let (app, customer, _) = with_one_service().await;
    app.get(&format!("{}/new", history_of(customer)))
        .await
        .expect(200);
    for name in ["Baño de barro", "  bano  de BARRO "] {
        let fields = [
            ("date", "2025-10-25"),
            ("category", "Spa"),
            ("name", name),
            ("price", "20000"),
        ];
        app.post_form(&history_of(customer), &fields)
            .await
            .expect(303);
    }
    // What one customer paid is not the house's price: a slip of the key would be quoted for ever.
    let named = "SELECT concat_ws(' ', category, name, price) FROM services WHERE category = 'Spa'";
    assert_eq!(app.db.texts(named), ["Spa Baño de barro"]);
    assert_eq!(figures(&app, customer).await, pair("3", "85000"));
}

#[tokio::test]
async fn a_wrong_form_comes_back_with_what_was_typed() {
    let (app, customer, _) = with_one_service().await;
    app.get(&format!("{}/new", history_of(customer)))
        .await
        .expect(200);
    let fields = [
        ("date", "1825-10-26"),
        ("service", ""),
        ("price", "mucho"),
        ("category", "Spa"),
    ];
    let page = app
        .post_form(&history_of(customer), &fields)
        .await
        .expect(422);
    for field in ["date", "price", "name"] {
        assert!(page.has(&format!("#{field}[aria-invalid=true]")), "{field}");
        assert!(page.has(&format!(".f-sum a[href='#{field}']")), "{field}");
    }
    assert_eq!(page.attr("#price", "value"), "mucho");
    assert_eq!(page.attr("#category", "value"), "Spa");
    assert!(page.has("details.more[open]"));
    assert_eq!(figures(&app, customer).await, pair("1", "45000"));
}

#[tokio::test]
async fn a_service_that_lies_ahead_is_stored_and_counts_later() {
    let (app, customer, _) = with_one_service().await;
    app.get(&format!("{}/new", history_of(customer)))
        .await
        .expect(200);
    let fields = [
        ("date", "2025-11-05"),
        ("service", &service_id(&app)),
        ("price", "1"),
    ];
    let done = app
        .post_form(&history_of(customer), &fields)
        .await
        .expect(303);
    let page = app.follow(&done).await;
    assert!(
        page.text(".toast-i")
            .contains("contará desde el 05-11-2025")
    );
    let page = app.get(&history_of(customer)).await.expect(200);
    assert_eq!(
        (
            page.count("[data-row=service]"),
            page.count("[data-row=upcoming]")
        ),
        (1, 1)
    );
    assert_eq!(page.value("total_services"), "1");
}

#[tokio::test]
async fn a_correction_moves_every_figure_and_leaves_its_trace() {
    let (app, customer, id) = with_one_service().await;
    let page = app.get(&format!("/history/{id}/edit")).await.expect(200);
    assert_eq!(page.attr("#price", "value"), "$45.000");
    let version = page.attr("[name=version]", "value");
    let fields = [
        ("date", "2025-10-19"),
        ("service", &service_id(&app)),
        ("price", "50.000"),
        ("version", &version),
    ];
    let done = app
        .post_form(&format!("/history/{id}"), &fields)
        .await
        .expect(303);
    assert_eq!(done.location(), history_of(customer));
    assert_eq!(figures(&app, customer).await, pair("1", "50000"));
    let names =
        "SELECT array_to_string(field_names, ' ') FROM audit_log WHERE action = 'history.updated'";
    assert_eq!(app.db.texts(names), ["date price"]);
}

#[tokio::test]
async fn a_correction_of_what_somebody_else_changed_is_shown_both_and_can_be_repeated() {
    let (app, customer, id) = with_one_service().await;
    let version = app
        .get(&format!("/history/{id}/edit"))
        .await
        .attr("[name=version]", "value");
    app.db
        .sql("UPDATE service_history SET price = 47000, version = version + 1");
    let service = service_id(&app);
    let send = |version: String| {
        let fields = [
            ("date", "2025-10-20".to_owned()),
            ("service", service.clone()),
            ("price", "60000".to_owned()),
            ("version", version),
        ];
        let (app, path) = (&app, format!("/history/{id}"));
        async move {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            app.post_form(&path, &fields).await
        }
    };
    let page = send(version).await.expect(409);
    assert!(page.text("div.alertline").contains("$47.000"));
    assert_eq!(page.attr("#price", "value"), "60000");
    assert_eq!(figures(&app, customer).await, pair("1", "47000"));
    send(page.attr("[name=version]", "value")).await.expect(303);
    assert_eq!(figures(&app, customer).await, pair("1", "60000"));
}

#[tokio::test]
async fn a_deleted_service_can_be_brought_back_as_it_was() {
    let (app, customer, id) = with_one_service().await;
    app.db
        .sql("UPDATE service_history SET external_source = 'file', external_id = '7', version = 3");
    let row = format!("SELECT to_jsonb(h) FROM service_history h WHERE id = {id}");
    let before = app.db.texts(&row);
    app.get(&format!("/history/{id}/edit")).await.expect(200);
    let done = app
        .post_form(&format!("/history/{id}/deletion"), &[])
        .await
        .expect(303);
    let page = app.follow(&done).await;
    let undo = page.attr("form[data-undo]", "action");
    assert_eq!(figures(&app, customer).await, pair("0", "0"));
    // A second press changes nothing more.
    for _ in 0..2 {
        app.post_form(&undo, &[]).await.expect(303);
        assert_eq!(figures(&app, customer).await, pair("1", "45000"));
    }
    assert_eq!(app.db.texts(&row), before);
    let actions = "SELECT action FROM audit_log WHERE record_type = 'service_history' ORDER BY id";
    assert_eq!(
        app.db.texts(actions),
        ["history.deleted", "history.restored"]
    );
}

#[tokio::test]
async fn what_is_brought_back_is_the_row_as_it_was_deleted() {
    let (app, customer, id) = with_one_service().await;
    app.get(&format!("/history/{id}/edit")).await.expect(200);
    let conn = &mut app.db.conn();
    conn.batch_execute("BEGIN; UPDATE service_history SET price = 47000")
        .unwrap();
    // The deletion waits for a correction that is under way.
    let path = format!("/history/{id}/deletion");
    let deleting = app.post_form(&path, &[]);
    let correcting = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        conn.batch_execute("COMMIT").unwrap();
    };
    tokio::join!(deleting, correcting).0.expect(303);
    app.post_form(&format!("/history/{id}/restoration"), &[])
        .await
        .expect(303);
    assert_eq!(figures(&app, customer).await, pair("1", "47000"));
}

#[tokio::test]
async fn more_appointments_than_a_page_shows_are_said_and_no_list_is_empty_beside_them() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    a_service(customer).on("2025-12-01").create(conn);
    for path in ["/history".to_owned(), history_of(customer)] {
        let page = app.get(&path).await.expect(200);
        assert_eq!(page.count("[data-row=upcoming]"), 1, "{path}");
        assert!(!page.has(".empty"), "{path}");
        assert!(!page.text("main").contains("Hay más con fecha futura"));
    }
    for _ in 0..50 {
        a_service(customer).on("2025-12-02").create(conn);
    }
    for path in ["/history".to_owned(), history_of(customer)] {
        let page = app.get(&path).await.expect(200);
        assert_eq!(page.count("[data-row=upcoming]"), 50, "{path}");
        assert!(
            page.text("main").contains("Hay más con fecha futura"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_was_never_deleted_cannot_be_brought_back() {
    let (app, _, id) = with_one_service().await;
    app.get(&format!("/history/{id}/edit")).await.expect(200);
    app.post_form(&format!("/history/{id}/restoration"), &[])
        .await
        .expect(404);
}

#[tokio::test]
async fn a_customers_history_has_pages_filters_and_their_totals() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let all = "customer_id = 1985";
    let mut seen = 0;
    for (page, rows) in [("1", 50), ("9", 14)] {
        let page = app
            .get(&format!("/customers/1985/history?page={page}"))
            .await
            .expect(200);
        assert_eq!(page.count("[data-row=service]"), rows);
        assert_eq!(page.value("total_services"), "414");
        seen += rows;
    }
    assert_eq!(seen, 64);
    for path in [
        "/customers/1985/history",
        "/history?category=Spa&to=2025-10-26",
    ] {
        let joint = if path.contains('?') { '&' } else { '?' };
        let beyond = app.get(&format!("{path}{joint}page=200")).await.expect(200);
        assert!(
            beyond.has("[data-row=service]"),
            "{path} ends at its last page"
        );
        assert!(!beyond.has(".empty"));
    }
    for (query, filter) in [
        ("year=2024", "year = 2024"),
        ("category=Spa", "category = 'Spa'"),
        ("category=Spa&year=2024", "category = 'Spa' AND year = 2024"),
        ("category=Nada", "false"),
    ] {
        let page = app
            .get(&format!("/customers/1985/history?{query}"))
            .await
            .expect(200);
        let totals = "SELECT count(*) || ' ' || coalesce(sum(price), 0) FROM service_history WHERE";
        let expected = app.db.text(&format!("{totals} {all} AND {filter}"));
        let shown = format!(
            "{} {}",
            page.value("total_services"),
            page.value("total_spend")
        );
        assert_eq!(shown, expected, "{query}");
        let count: usize = page.value("total_services").parse().unwrap();
        assert_eq!(page.count("[data-row=service]"), count.min(50), "{query}");
    }
}

#[tokio::test]
async fn the_list_of_all_services_explains_each_figure_of_the_dashboard() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let dashboard = app.get("/").await.expect(200);
    let list = app.get("/history").await.expect(200);
    for metric in ["services_total", "revenue_total"] {
        assert_eq!(list.value(metric), dashboard.value(metric));
    }
    assert_eq!(list.count("[data-row=service]"), 50);

    let mut followed = 0;
    for row in dashboard.select(
        "[data-row=service], [data-row=service-month], [data-row=category], [data-row=month]",
    ) {
        let link = scraper::Selector::parse("a").unwrap();
        let Some(href) = row.select(&link).next().and_then(|link| link.attr("href")) else {
            continue;
        };
        let page = app.get(href).await.expect(200);
        let revenue = row.attr("data-revenue").unwrap();
        assert_eq!(page.value("revenue_total"), revenue, "{href}");
        if let Some(count) = row.attr("data-count") {
            assert_eq!(page.value("services_total"), count, "{href}");
            let count: usize = count.parse().unwrap();
            assert_eq!(page.count("[data-row=service]"), count.min(50), "{href}");
        }
        followed += 1;
    }
    assert!(followed >= 13, "only {followed} figures lead to a list");
}

#[tokio::test]
async fn a_list_ends_where_its_count_says_and_no_row_comes_twice() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let query = "/history?from=2025-08-01&to=2025-10-26&category=Spa";
    let first = app.get(query).await.expect(200);
    let count: usize = first.value("services_total").parse().unwrap();
    let mut ids = Vec::new();
    for number in 1..=count.div_ceil(50) {
        let page = app.get(&format!("{query}&page={number}")).await.expect(200);
        ids.extend(page.attrs("[data-row=service]", "data-id"));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[tokio::test]
async fn staff_see_the_rows_of_the_history_and_no_sum_of_money() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let page = app.get("/history").await.expect(200);
    assert_eq!(page.value("services_total"), "26158");
    assert!(!page.has("[data-metric=revenue_total]"));
}

#[tokio::test]
async fn the_services_of_a_deleted_customer_still_count_and_lead_nowhere() {
    let (app, customer, id) = with_one_service().await;
    app.db.sql("UPDATE customers SET deleted_at = now()");
    let page = app.get("/history").await.expect(200);
    assert_eq!(
        (
            page.value("services_total"),
            page.count("[data-row=service]")
        ),
        ("1".to_owned(), 1)
    );
    assert!(!page.has(&format!("a[href='/customers/{customer}']")));
    app.get(&format!("/history/{id}/edit")).await.expect(404);
}

#[tokio::test]
async fn an_empty_list_says_what_to_do() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let is_empty = |page: &Page, href: &str| page.has(&format!(".empty a[href='{href}']"));
    assert!(is_empty(
        &app.get("/history").await.expect(200),
        "/customers"
    ));
    assert!(is_empty(
        &app.get("/history?service=x").await.expect(200),
        "/history"
    ));
    let customer = a_customer().create(&mut app.db.conn());
    let list = history_of(customer);
    assert!(is_empty(
        &app.get(&list).await.expect(200),
        &format!("{list}/new")
    ));
}
