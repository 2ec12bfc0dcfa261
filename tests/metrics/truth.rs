//! The spa's figures and those of the customers on every boundary, computed apart from this program.

use std::collections::HashMap;
use std::fs;

use diesel::PgConnection;
use serde_json::Value;
use vinculo::domain::CustomerId;
use vinculo::history::metrics::find_held;
use vinculo::history::queries::{
    HistoryFilter, find_filter_totals, list_favourites, list_months, list_service_totals,
};
use vinculo::history::totals::{Period, ServiceTotals, Totals, by_category, most_taken, total};
use vinculo::segments::Segment;
use vinculo::segments::queries::{find_customer_figures, find_grid};

use crate::database::{TestDb, read};

/// The truth's columns that we show. Seasons and the last twelve months belong to others.
const COLUMNS: [&str; 16] = [
    "has_history",
    "total_services",
    "visits",
    "services_6m",
    "services_180d",
    "total_spend",
    "avg_ticket_int",
    "first_service",
    "last_service",
    "days_as_customer",
    "recency_days",
    "R",
    "F",
    "M",
    "segment",
    "favourite_categories",
];

#[test]
fn the_figures_of_every_customer_of_the_spa_are_the_truth() {
    assert_customers("spa", "spa/truth/demo_customers_2025-10-26");
}

#[test]
fn the_figures_of_customers_on_every_boundary_are_the_truth() {
    assert_customers("edges", "edges/truth_customers");
}

#[test]
fn each_literal_expectation_about_a_boundary_holds() {
    let test = TestDb::with("edges");
    let conn = &mut test.conn();
    let expected = read("edges/expected");
    let (customers, fields) = (expected.numbers("customer_id"), expected.column("field"));
    let mut checked = 0;
    for ((customer, field), truth) in customers
        .iter()
        .zip(fields)
        .zip(expected.column("expected"))
    {
        if let Some(figure) = figures(conn, (*customer).into()).get(field) {
            assert_eq!(figure, truth, "{field} of customer {customer}");
            checked += 1;
        }
    }
    assert!(checked > 280, "only {checked} were checked");
}

#[test]
fn the_dashboard_of_the_spa_is_the_truth() {
    assert_dashboard("spa", "spa/truth/demo_dashboard_2025-10-26");
}

#[test]
fn the_dashboard_of_the_boundaries_is_the_truth() {
    assert_dashboard("edges", "edges/truth_dashboard");
}

fn assert_customers(folder: &str, truth: &str) {
    let test = TestDb::with(folder);
    let conn = &mut test.conn();
    let truth = read(truth);
    let columns = COLUMNS.map(|name| truth.column(name));
    for (row, customer) in truth.numbers("customer_id").into_iter().enumerate() {
        let figures = figures(conn, customer.into());
        for (name, column) in COLUMNS.iter().zip(&columns) {
            let truth = column[row]
                .replace("True", "true")
                .replace("False", "false");
            assert_eq!(figures[*name], truth, "{name} of customer {customer}");
        }
    }
    test.assert_figures_equal_a_recount();
}

/// Everything about a customer as the truth writes it.
fn figures(conn: &mut PgConnection, customer: CustomerId) -> HashMap<&'static str, String> {
    let figures = find_customer_figures(conn, customer).unwrap();
    let favourites = list_favourites(conn, customer, 3).unwrap();
    let favourite = |place: usize| {
        favourites
            .get(place)
            .map_or_else(String::new, |favourite| favourite.category.clone())
    };
    let mut all = HashMap::from([
        ("has_history", figures.is_some().to_string()),
        ("favourite_1", favourite(0)),
        ("favourite_2", favourite(1)),
        ("favourite_3", favourite(2)),
    ]);
    let joined: Vec<String> = favourites
        .iter()
        .map(|favourite| {
            format!(
                "{}:{}:{}",
                favourite.category, favourite.services, favourite.spend
            )
        })
        .collect();
    all.insert("favourite_categories", joined.join("|"));
    let Some(figures) = figures else {
        all.extend(COLUMNS[1..7].iter().map(|name| (*name, "0".to_owned())));
        all.extend(COLUMNS[7..15].iter().map(|name| (*name, String::new())));
        return all;
    };
    all.extend([
        ("total_services", figures.services.to_string()),
        ("visits", figures.visits.to_string()),
        ("services_6m", figures.services_6m.to_string()),
        ("services_180d", figures.services_180d.to_string()),
        ("total_spend", figures.spend.to_string()),
        ("avg_ticket_int", figures.average_ticket().to_string()),
        ("first_service", figures.first_service.to_string()),
        ("last_service", figures.last_service.to_string()),
        ("days_as_customer", figures.days_as_customer().to_string()),
        ("recency_days", figures.recency_days().to_string()),
        ("R", figures.r.to_string()),
        ("F", figures.f.to_string()),
        ("M", figures.m.to_string()),
        (
            "segment",
            figures
                .segment
                .english_name()
                .unwrap_or_default()
                .to_owned(),
        ),
    ]);
    all
}

fn assert_dashboard(folder: &str, truth: &str) {
    let test = TestDb::with(folder);
    let conn = &mut test.conn();
    let path = format!("{}/tests/data/{truth}.json", env!("CARGO_MANIFEST_DIR"));
    let truth: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();

    let services = list_service_totals(conn).unwrap();
    let all_time = total(&services, Period::AllTime);
    assert_eq!(all_time, named(&truth, "services_total", "revenue_total"));
    assert_eq!(total(&services, Period::ThisMonth), totals(&truth["month"]));
    let all = find_filter_totals(conn, &HistoryFilter::default()).unwrap();
    assert_eq!(all, all_time);

    let top = |period| taken(most_taken(&services, period, 5), period);
    assert_eq!(top(Period::AllTime), list(&truth["top5_services_by_count"]));
    assert_eq!(
        top(Period::ThisMonth),
        list(&truth["top5_services_this_month"])
    );
    let mut categories = by_category(&services, Period::AllTime);
    categories.sort_unstable_by_key(|(name, _)| *name);
    let true_categories: Vec<_> = items(&truth["by_category"])
        .map(|item| (text(&item["service_type"]), totals(item)))
        .collect();
    assert_eq!(categories, true_categories);

    let months: Vec<_> = list_months(conn, 0)
        .unwrap()
        .into_iter()
        .filter(|month| month.totals.count > 0)
        .map(|month| (month.month.format("%Y-%m").to_string(), month.totals))
        .collect();
    let true_months: Vec<_> = items(&truth["months"])
        .map(|item| (text(&item["month"]).to_owned(), totals(item)))
        .collect();
    assert_eq!(months, true_months);
    let newest = find_held(conn).unwrap().newest_service.unwrap();
    assert_eq!(newest.to_string(), text(&truth["last_service"]));

    assert_grid(conn, &truth);
}

fn assert_grid(conn: &mut PgConnection, truth: &Value) {
    let grid = find_grid(conn).unwrap();
    assert_eq!(grid.customers(), number(&truth["customers_total"]));
    assert_eq!(
        grid.with_history(),
        number(&truth["customers_with_history"])
    );
    assert_eq!(
        grid.without_history,
        number(&truth["customers_without_history"])
    );
    for cell in &grid.cells {
        let name = format!("{}{}{}", cell.scores.r, cell.scores.f, cell.scores.m);
        assert_eq!(
            cell.group.customers,
            number(&truth["cells"][&name]),
            "{name}"
        );
    }
    for group in grid.segments() {
        let Some(name) = group.segment.english_name() else {
            assert_eq!(group.segment, Segment::NoHistory);
            continue;
        };
        let of_truth = &truth["segments"][name];
        assert_eq!(group.customers, number(&of_truth["customers"]), "{name}");
        assert_eq!(group.spend, number(&of_truth["spend"]), "{name}");
    }
}

fn taken(services: Vec<&ServiceTotals>, period: Period) -> Vec<(String, Totals)> {
    let name_and_totals =
        |service: &ServiceTotals| (service.name.clone(), service.in_period(period));
    services.into_iter().map(name_and_totals).collect()
}

fn list(truth: &Value) -> Vec<(String, Totals)> {
    items(truth)
        .map(|item| (text(&item["service_name"]).to_owned(), totals(item)))
        .collect()
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().unwrap().iter()
}

fn totals(truth: &Value) -> Totals {
    named(truth, "services", "revenue")
}

fn named(truth: &Value, count: &str, revenue: &str) -> Totals {
    Totals {
        count: number(&truth[count]),
        revenue: number(&truth[revenue]),
    }
}

/// The truth has money as text. What it does not name is zero.
fn number(value: &Value) -> i64 {
    value
        .as_i64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
        .unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
