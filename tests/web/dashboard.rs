//! The dashboard and the segments page against the spa's truth.

use std::sync::Mutex;

use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use serde_json::Value;
use vinculo::domain::Role;

use crate::support::{Page, TestApp, a_customer};

fn truth() -> Value {
    serde_json::from_str(include_str!(
        "../data/spa/truth/demo_dashboard_2025-10-26.json"
    ))
    .unwrap()
}

/// A count or an amount, whichever way the truth writes it.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// `id count revenue` of each row of a table.
fn rows(page: &Page, row: &str) -> Vec<String> {
    let css = format!("[data-row='{row}']");
    let of = |name: &str| page.attrs(&css, name);
    let (ids, counts, revenues) = (of("data-id"), of("data-count"), of("data-revenue"));
    ids.iter()
        .zip(counts)
        .zip(revenues)
        .map(|((id, count), revenue)| format!("{id} {count} {revenue}"))
        .collect()
}

fn services(list: &Value, name: &str) -> Vec<String> {
    let line = |row: &Value| {
        format!(
            "{} {} {}",
            text(&row[name]),
            row["services"],
            text(&row["revenue"])
        )
    };
    list.as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn every_figure_of_the_dashboard_is_the_truth_of_the_spa() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let (page, truth) = (app.get("/").await.expect(200), truth());

    for metric in [
        "customers_total",
        "customers_with_history",
        "customers_without_history",
        "services_total",
        "revenue_total",
    ] {
        assert_eq!(page.value(metric), text(&truth[metric]), "{metric}");
    }
    assert_eq!(
        page.value("month_services"),
        text(&truth["month"]["services"])
    );
    assert_eq!(
        page.value("month_revenue"),
        text(&truth["month"]["revenue"])
    );
    for (earlier, from, to) in [
        ("last_month", "2025-09-01", "2025-09-26"),
        ("year_before", "2024-10-01", "2024-10-26"),
    ] {
        let recount = |figure: &str| {
            app.db.number(&format!(
                "SELECT {figure} FROM service_history WHERE date BETWEEN '{from}' AND '{to}'"
            ))
        };
        let (services, revenue) = (recount("count(*)"), recount("sum(price)::bigint"));
        assert!(services > 0, "{earlier} compares nothing");
        let shown = |metric: &str| page.value(&format!("{metric}_{earlier}"));
        assert_eq!(shown("month_services"), services.to_string());
        assert_eq!(shown("month_revenue"), revenue.to_string());
        let link = page.attr(&format!("[data-metric=month_services_{earlier}]"), "href");
        let list = app.get(&link).await.expect(200);
        assert_eq!(list.value("services_total"), services.to_string());
    }
    assert_eq!(
        rows(&page, "service"),
        services(&truth["top5_services_by_count"], "service_name")
    );
    assert_eq!(
        rows(&page, "service-month"),
        services(&truth["top5_services_this_month"], "service_name")
    );
    assert_eq!(
        rows(&page, "category"),
        services(&truth["by_category"], "service_type")
    );

    let months = truth["months"].as_array().unwrap();
    let last_twelve = Value::from(months[months.len() - 12..].to_vec());
    assert_eq!(rows(&page, "month"), services(&last_twelve, "month"));
}

#[tokio::test]
async fn the_segments_of_both_pages_are_the_truth_of_the_spa() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let truth = truth();
    let expected: Vec<String> = truth["segments"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, row)| {
            format!(
                "{} {} {}",
                name.to_lowercase().replace(' ', "_"),
                row["customers"],
                text(&row["spend"])
            )
        })
        .collect();
    for path in ["/", "/segments"] {
        let mut shown = rows(&app.get(path).await.expect(200), "segment");
        shown.retain(|row| !row.starts_with("none "));
        shown.sort();
        assert_eq!(shown, expected, "{path}");
    }
}

#[tokio::test]
async fn the_grid_holds_every_customer_with_history_once() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/segments").await.expect(200);
    let counts = page.attrs("[data-row='cell']", "data-count");
    let sum: i64 = counts
        .iter()
        .map(|count| count.parse::<i64>().unwrap())
        .sum();
    assert_eq!((counts.len(), sum), (9, 961));
}

#[tokio::test]
async fn staff_see_the_dashboard_without_sums_of_money_and_without_segments() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let page = app.get("/").await.expect(200);
    assert_eq!(page.value("month_services"), "314");
    assert!(
        !page.has("[data-revenue]")
            && !page.has("[data-metric='revenue_total']")
            && !page.has("[data-metric='month_revenue']")
    );
    assert!(!page.has("[data-row='cell']") && !page.has("a[href='/segments']"));
    assert!(!page.words().contains('$'), "a sum of money is shown");
    app.get("/segments").await.expect(403);
}

#[tokio::test]
async fn an_empty_business_is_told_what_to_do_first() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/").await.expect(200);
    assert!(page.has(".empty a.btn-primary[href='/imports']"));
    assert!(page.has(".empty a[href='/customers/new']"));
    assert!(!page.words().contains("con historial") && !page.has(".kpis"));
    let steps = |page: &Page| page.attrs("#first-steps [data-row=step]", "data-done");
    assert_eq!(steps(&page), ["false"; 4]);
    assert_eq!(
        page.attrs("#first-steps a", "href"),
        [
            "/settings",
            "/imports",
            "/admin/connections",
            "/admin/users/new"
        ]
    );
    for address in [
        "/call-list",
        "/history",
        "/reports",
        "/segments",
        "/segments/movement",
        "/services",
    ] {
        let page = app.get(address).await.expect(200);
        assert!(
            page.has(".empty a.btn-primary[href='/imports']"),
            "{address}"
        );
    }

    a_customer().create(&mut app.db.conn());
    app.db
        .sql("UPDATE settings SET mail_footer_address = 'Del Salvador 1, Puerto Varas'");
    let staff = app.browser_of(Role::Staff).await;
    assert_eq!(
        steps(&app.get("/").await.expect(200)),
        ["true", "true", "false", "true"]
    );
    let page = staff.get("/").await.expect(200);
    assert!(!page.has("#first-steps") && !page.has("a[href='/imports']"));
    assert!(page.has(".empty a[href='/customers']"));
}

/// A sale of a customer, as a row.
fn sale(app: &TestApp, customer: i64, stage: &str, value: i64, more: &str) {
    let closed = match stage {
        "won" | "lost" => "'2025-10-20'",
        _ => "NULL",
    };
    app.db.sql(&format!(
        "INSERT INTO opportunities (customer_id, title, stage, value, currency, probability, closed_at)
         VALUES ({customer}, 'Evento', '{stage}', {value}, 'CLP', 50, {closed}); {more}"
    ));
}

#[tokio::test]
async fn the_dashboard_says_how_selling_goes_before_segments_and_services() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Sales).await;
    let customer = app.db.number("SELECT min(id) FROM customers");
    let newest = |change: &str| {
        format!("UPDATE opportunities SET {change} WHERE id = (SELECT max(id) FROM opportunities)")
    };
    sale(&app, customer, "initial", 1_000_001, "");
    sale(
        &app,
        customer,
        "proposal",
        400,
        &newest("expected_close_on = '2025-11-25'"),
    );
    sale(
        &app,
        customer,
        "contact",
        40,
        &newest("expected_close_on = '2025-11-26'"),
    );
    sale(
        &app,
        customer,
        "contact",
        4,
        &newest("expected_close_on = '2025-10-25'"),
    );
    sale(&app, customer, "won", 7_000, "");
    sale(
        &app,
        customer,
        "won",
        90_000,
        &newest("closed_at = '2025-09-30 20:00 America/Santiago'"),
    );
    sale(&app, customer, "lost", 5, "");
    sale(&app, customer, "contact", 5, &newest("deleted_at = now()"));
    sale(&app, customer, "contact", 30, &newest("currency = 'EUR'"));
    let page = app.get("/").await.expect(200);
    let shown = [
        "pipeline",
        "pipeline_weighted",
        "pipeline_closing",
        "pipeline_won",
    ];
    assert_eq!(
        shown.map(|metric| page.value(metric)),
        ["1000445", "500223", "400", "7000"]
    );
    assert_eq!(
        page.attr("[data-row=pipeline][data-id=EUR]", "data-open"),
        "30"
    );
    assert!(page.has("#pipeline a[href='/opportunities']"));
    for stage in ["closing", "won_this_month"] {
        let list = page.attr(&format!("#pipeline a[href*='stage={stage}']"), "href");
        let list = app.get(&list).await.expect(200);
        assert_eq!(list.rows("#results").len(), 1, "{stage}");
    }
    let words = page.words();
    let place = |text: &str| words.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("Ventas en curso") < place("Los más pedidos"));
    assert!(place("Facturación") < place("Los más pedidos"));

    let staff = app.browser_of(Role::Staff).await;
    assert!(!staff.get("/").await.expect(200).has("#pipeline"));
}

#[tokio::test]
async fn a_business_that_sells_but_has_no_history_sees_its_sales_first() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let customer = a_customer().create(&mut app.db.conn());
    sale(&app, customer.get(), "contact", 1_000, "");
    let words = app.get("/").await.expect(200).words();
    let place = |text: &str| words.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("Ventas en curso") < place("Aún no hay servicios registrados"));
}

static ASKED: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn note_statement(event: InstrumentationEvent<'_>) {
    if let InstrumentationEvent::StartQuery { query, .. } = event {
        ASKED.lock().unwrap().push(query.to_string());
    }
}

#[tokio::test]
async fn the_dashboard_asks_the_database_three_times_at_most() {
    set_default_instrumentation(|| Some(Box::new(note_statement))).unwrap();
    let app = TestApp::start().await;
    for role in Role::ALL {
        let browser = app.browser_of(*role).await;
        ASKED.lock().unwrap().clear();
        browser.get("/").await.expect(200);
        let mut asked = ASKED.lock().unwrap().clone();
        // Every page asks for the reader's session, and the pool whether a connection lives, or it opens one.
        asked.retain(|statement| {
            !statement.contains("sessions")
                && !statement.starts_with("SELECT 1 --")
                && !statement.starts_with("SET ")
        });
        assert!((1..=3).contains(&asked.len()), "{role}: {asked:#?}");
    }
}
