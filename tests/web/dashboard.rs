//! The dashboard and the segments page against the spa's truth.

use serde_json::Value;
use vinculo::domain::Role;

use crate::support::{Page, TestApp};

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
    assert_eq!(page.value("customers_total"), "0");
    assert!(page.has(".empty a[href='/customers']"));
    assert!(app.get("/segments").await.expect(200).has(".empty"));
}
