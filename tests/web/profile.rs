//! The 360° page against the truth of the spa and of the edges, and what it shows to whom.

use std::collections::BTreeMap;

use vinculo::domain::Role;
use vinculo::profile::queries;

use crate::support::data::{self, Table};
use crate::support::{Contents, Options, Page, TestApp, a_customer, a_service};

/// What the page must say, by metric; `None` where it must say nothing.
type Expected = BTreeMap<&'static str, Option<String>>;

/// Metric and column of the truth; these say nothing without history.
const ONLY_WITH_HISTORY: [(&str, &str); 7] = [
    ("days_as_customer", "days_as_customer"),
    ("first_service", "first_service"),
    ("last_service", "last_service"),
    ("recency_days", "recency_days"),
    ("r", "R"),
    ("f", "F"),
    ("m", "M"),
];
const ALWAYS: [(&str, &str); 6] = [
    ("total_services", "total_services"),
    ("visits", "visits"),
    ("services_6m", "services_6m"),
    ("services_180d", "services_180d"),
    ("total_spend", "total_spend"),
    ("avg_ticket", "avg_ticket_int"),
];
const FAVOURITES: [&str; 3] = ["favourite_1", "favourite_2", "favourite_3"];

fn segment_value(name: &str) -> String {
    match name {
        "" => "none".to_owned(),
        name => name.to_lowercase().replace(' ', "_"),
    }
}

/// The truth about every customer.
fn truth(table: &Table) -> Vec<(i64, Expected)> {
    let ids = table.numbers("customer_id");
    let mut all: Vec<(i64, Expected)> = ids.iter().map(|id| (*id, Expected::new())).collect();
    for (metric, column) in ALWAYS {
        for ((_, expected), value) in all.iter_mut().zip(table.column(column)) {
            expected.insert(metric, Some(value.to_owned()));
        }
    }
    for (metric, column) in ONLY_WITH_HISTORY {
        for ((_, expected), value) in all.iter_mut().zip(table.column(column)) {
            expected.insert(
                metric,
                Some(value.to_owned()).filter(|value| !value.is_empty()),
            );
        }
    }
    let words = table
        .column("has_history")
        .into_iter()
        .zip(table.column("segment"))
        .zip(table.column("favourite_categories"));
    for ((_, expected), ((has_history, segment), favourites)) in all.iter_mut().zip(words) {
        expected.insert("has_history", Some(has_history.to_lowercase()));
        expected.insert("segment", Some(segment_value(segment)));
        let mut names = favourites
            .split('|')
            .filter_map(|part| part.split(':').next());
        for metric in FAVOURITES {
            let name = names.next().map(str::to_owned);
            expected.insert(metric, name.filter(|name| !name.is_empty()));
        }
    }
    all
}

/// What the page says where it says something else than expected.
fn differences(page: &Page, expected: &Expected) -> Vec<String> {
    let wrong = |(metric, expected): (&&str, &Option<String>)| {
        let shown = page.attrs(&format!("[data-metric='{metric}']"), "data-value");
        let is_right = match expected {
            Some(value) => shown == [value.as_str()],
            None => shown.is_empty(),
        };
        (!is_right).then(|| format!("{}: {metric} {shown:?}, not {expected:?}", page.path))
    };
    expected.iter().filter_map(wrong).collect()
}

/// Opens the page of each customer, four at once.
async fn compare(app: &TestApp, truth: Vec<(i64, Expected)>) {
    let look = |part: usize| {
        let mine = truth.iter().skip(part).step_by(4);
        async move {
            let mut wrong = Vec::new();
            for (id, expected) in mine {
                let page = app.get(&format!("/customers/{id}")).await.expect(200);
                wrong.extend(differences(&page, expected));
            }
            wrong
        }
    };
    let (a, b, c, d) = tokio::join!(look(0), look(1), look(2), look(3));
    let wrong = [a, b, c, d].concat();
    let some = &wrong[..wrong.len().min(20)];
    assert!(wrong.is_empty(), "{} wrong: {some:#?}", wrong.len());
}

#[tokio::test]
async fn every_figure_of_every_customer_with_history_is_the_truth_of_the_spa() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let mut truth = truth(&data::read("spa/truth/demo_customers_2025-10-26"));
    truth.retain(|(_, expected)| has_history(expected));
    assert_eq!(truth.len(), 961);
    compare(&app, truth).await;
}

/// All of their pages say the same, so a few are opened and the rest is asked of the statement.
#[tokio::test]
async fn nothing_is_said_about_the_history_of_who_has_none() {
    const OPENED: usize = 30;
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let mut truth = truth(&data::read("spa/truth/demo_customers_2025-10-26"));
    truth.retain(|(_, expected)| !has_history(expected));
    assert_eq!(truth.len(), 2092);
    compare(&app, truth[..OPENED].to_vec()).await;
    let conn = &mut app.db.conn();
    for (id, _) in &truth {
        let profile = queries::find_profile(conn, (*id).into()).unwrap().unwrap();
        assert!(
            profile.figures.is_none() && profile.favourites.0.is_empty(),
            "{id}"
        );
    }
}

fn has_history(expected: &Expected) -> bool {
    expected["has_history"].as_deref() == Some("true")
}

async fn on_the_edges() -> TestApp {
    let app = TestApp::with(Options {
        contents: Contents::Edges,
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Staff).await;
    app
}

#[tokio::test]
async fn every_figure_at_the_edges_of_the_rules_is_right() {
    let app = on_the_edges().await;
    compare(&app, truth(&data::read("edges/truth_customers"))).await;
}

#[tokio::test]
async fn every_literal_expectation_at_the_edges_holds() {
    let app = on_the_edges().await;
    let table = data::read("edges/expected");
    let rows = table
        .numbers("customer_id")
        .into_iter()
        .zip(table.column("field"))
        .zip(table.column("expected"));
    let mut checked = 0;
    for ((id, field), expected) in rows {
        let (shown, expected) = match field {
            "season" | "year" => (of_history(&app, id, field).await, expected.to_owned()),
            field => {
                let page = app.get(&format!("/customers/{id}")).await.expect(200);
                let metric = field.to_lowercase().replace("avg_ticket_int", "avg_ticket");
                (page.value(&metric), expected.to_owned())
            }
        };
        let expected = match field {
            "segment" => segment_value(&expected),
            _ => expected,
        };
        assert_eq!(shown, expected, "customer {id}, {field}");
        checked += 1;
    }
    assert_eq!(checked, 310);
}

/// The season or year of a customer's only service.
async fn of_history(app: &TestApp, id: i64, field: &str) -> String {
    let page = app
        .get(&format!("/customers/{id}/history"))
        .await
        .expect(200);
    page.attr("[data-row=service]", &format!("data-{field}"))
}

#[tokio::test]
async fn names_are_shown_as_they_are_and_never_run() {
    let app = on_the_edges().await;
    let page = app.get("/customers/97").await.expect(200);
    assert_eq!(page.text("h1"), "<script>alert(1)</script>");
    assert!(!page.body.contains("<script>alert"));
}

#[tokio::test]
async fn the_segment_is_explained_by_each_score() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let page = app.get("/customers/1985").await.expect(200);
    assert_eq!(page.texts(".why dt"), ["R 3", "F 3", "M 3"]);
    assert_eq!(
        page.texts(".why dd"),
        [
            "Última visita hace 9 días (hasta 90 días)",
            "414 servicios (10 o más)",
            "$18.657.600 de gasto ($1.000.000 o más)",
        ]
    );
}

#[tokio::test]
async fn the_timeline_goes_back_day_by_day_without_losing_a_service() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let mut path = "/customers/1985?show=services".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = app.get(&path).await.expect(200);
        seen.extend(page.attrs("[data-row=service]", "data-id"));
        let links = page.attrs("#activity a[href*=before]", "href");
        match links.first() {
            Some(href) => path = href.split('#').next().unwrap_or_default().to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 414);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 414, "a service stands on two pages");
}

#[tokio::test]
async fn a_service_that_lies_ahead_is_announced_and_counts_nowhere() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    a_service(customer).on("2025-12-01").create(conn);
    let page = app.get(&format!("/customers/{customer}")).await.expect(200);
    assert_eq!(page.value("has_history"), "false");
    assert_eq!(page.value("total_services"), "0");
    assert!(
        page.text(".his footer")
            .starts_with("1 servicio con fecha futura")
    );
}

#[tokio::test]
async fn staff_see_no_trace_of_proposals() {
    let app = TestApp::start().await;
    let customer = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{customer}");
    let sales = app.browser_of(Role::Sales).await;
    let button = format!("form[action='{path}/proposals'] button");
    assert!(sales.get(&path).await.expect(200).has(&button));
    let staff = app.browser_of(Role::Staff).await;
    let page = staff.get(&path).await.expect(200);
    assert!(!page.has("[action$=proposals]") && !page.has("a[href*='show=proposals']"));
}

#[tokio::test]
async fn a_deleted_customer_has_no_page() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let customer = a_customer().create(&mut app.db.conn());
    app.db.sql("UPDATE customers SET deleted_at = now()");
    app.get(&format!("/customers/{customer}")).await.expect(404);
    app.get(&format!("/customers/{customer}/history"))
        .await
        .expect(404);
    app.get("/customers/999999").await.expect(404);
}

#[tokio::test]
async fn who_is_not_signed_in_sees_nobody() {
    let app = TestApp::start().await;
    let customer = a_customer().create(&mut app.db.conn());
    for path in ["", "/history", "/history/new"] {
        let page = app.get(&format!("/customers/{customer}{path}")).await;
        assert!(page.expect(303).location().starts_with("/login"));
    }
}

#[tokio::test]
async fn the_first_systems_addresses_lead_to_todays_pages() {
    let app = TestApp::start().await;
    for (old, new) in [
        ("/ventas/crm/", "/"),
        ("/ventas/crm/buscar/?q=ana", "/customers?q=ana"),
        ("/ventas/crm/cliente/7/historial/", "/customers/7/history"),
        ("/ventas/crm/cliente/7/propuesta/", "/customers/7#proposals"),
    ] {
        assert_eq!(app.get(old).await.expect(301).location(), new, "{old}");
    }
    app.get("/ventas/otra/").await.expect(404);
}
