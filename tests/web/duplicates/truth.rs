//! The spa's sixty duplicates, merged and undone, against figures that were computed apart from this program.

use std::collections::HashMap;

use diesel::PgConnection;
use serde_json::Value;
use vinculo::domain::{CustomerId, Role};
use vinculo::segments::queries::find_customer_figures;

use super::{merge, undo};
use crate::support::{TestApp, data};

/// The truth's columns that are stored or shown.
const COLUMNS: [&str; 11] = [
    "total_services",
    "visits",
    "services_6m",
    "services_180d",
    "total_spend",
    "first_service",
    "last_service",
    "R",
    "F",
    "M",
    "segment",
];

/// The figures of a customer as the truth writes them; of one without history the truth has zeros and blanks.
fn figures(conn: &mut PgConnection, id: i64) -> HashMap<&'static str, String> {
    let found = find_customer_figures(conn, CustomerId::from(id)).unwrap();
    let Some(found) = found else {
        let blank = |(place, name): (usize, &'static str)| {
            (name, if place < 5 { "0".to_owned() } else { String::new() })
        };
        return COLUMNS.into_iter().enumerate().map(blank).collect();
    };
    HashMap::from([
        ("total_services", found.services.to_string()),
        ("visits", found.visits.to_string()),
        ("services_6m", found.services_6m.to_string()),
        ("services_180d", found.services_180d.to_string()),
        ("total_spend", found.spend.to_string()),
        ("first_service", found.first_service.to_string()),
        ("last_service", found.last_service.to_string()),
        ("R", found.r.to_string()),
        ("F", found.f.to_string()),
        ("M", found.m.to_string()),
        (
            "segment",
            found.segment.to_string().replace('_', " ").to_lowercase(),
        ),
    ])
}

/// How many figures differ from the truth of these customers.
fn differences(app: &TestApp, truth: &str, besides: &[i64]) -> usize {
    let truth = data::read(truth);
    let columns = COLUMNS.map(|name| truth.column(name));
    let (conn, mut different) = (&mut app.db.conn(), 0);
    for (row, id) in truth.numbers("customer_id").into_iter().enumerate() {
        if besides.contains(&id) {
            continue;
        }
        let figures = figures(conn, id);
        for (name, column) in COLUMNS.iter().zip(&columns) {
            let expected = match *name {
                "segment" => column[row].to_lowercase(),
                _ => column[row].to_owned(),
            };
            if figures[name] != expected {
                println!("{name} of {id}: {} instead of {expected}", figures[name]);
                different += 1;
            }
        }
    }
    different
}

/// Every figure of the dashboard that is not as expected.
async fn wrong_on_dashboard(app: &TestApp, expected: &Value) -> Vec<String> {
    let page = app.get("/").await.expect(200);
    let names = [
        "customers_total",
        "customers_with_history",
        "customers_without_history",
        "services_total",
        "revenue_total",
    ];
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut wrong: Vec<String> = names
        .into_iter()
        .filter(|name| page.value(name) != text(&expected[name]))
        .map(|name| format!("{name}: {} instead of {}", page.value(name), expected[name]))
        .collect();
    let segments = app.db.texts(
        "SELECT concat_ws(' ', segment, sum(customers), sum(spend)) FROM rfm_cells GROUP BY segment HAVING sum(customers) <> 0",
    );
    for (name, figures) in expected["segments"].as_object().unwrap() {
        let key = name.to_lowercase().replace(' ', "_");
        let line = format!("{key} {} {}", figures["customers"], text(&figures["spend"]));
        if !segments.contains(&line) {
            wrong.push(format!("{line} is not among {segments:?}"));
        }
    }
    wrong
}

fn json(name: &str) -> Value {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/tests/data/spa/truth/{name}.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn whole(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT md5(string_agg(row, E'\\n' ORDER BY row)) FROM (
             SELECT 'c' || (to_jsonb(t) - 'version')::text AS row FROM customers t UNION ALL
             SELECT 'h' || to_jsonb(t)::text FROM service_history t UNION ALL
             SELECT 'm' || to_jsonb(t)::text FROM customer_metrics t UNION ALL
             SELECT 'n' || to_jsonb(t)::text FROM consents t UNION ALL
             SELECT 'p' || to_jsonb(t)::text FROM contact_points t
         ) AS rows",
    )
}

#[tokio::test]
async fn sixty_merges_give_the_figures_that_were_computed_apart_and_their_undoing_the_old_ones() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let before = whole(&app);
    let truth = data::read("spa/truth/merge_expected");
    let (winners, losers) = (truth.numbers("customer_id"), truth.numbers("merged_from"));
    assert_eq!(winners.len(), 60);
    for (winner, loser) in winners.iter().zip(&losers) {
        let keep = if winner < loser { "a" } else { "b" };
        let (winner, loser) = (CustomerId::from(*winner), CustomerId::from(*loser));
        let page = merge(&app, winner.min(loser), winner.max(loser), &[("keep", keep)]).await;
        assert_eq!(page.expect(303).location(), format!("/customers/{winner}"));
    }
    let touched = [&winners[..], &losers[..]].concat();
    let of_all = "spa/truth/demo_customers_2025-10-26";
    assert_eq!(differences(&app, "spa/truth/merge_expected", &[]), 0);
    assert_eq!(differences(&app, of_all, &touched), 0);
    let wrong = wrong_on_dashboard(&app, &json("merge_expected_dashboard")).await;
    assert!(wrong.is_empty(), "{wrong:#?}");

    for merge in (1..=60).rev() {
        undo(&app, merge).await.expect(303);
    }
    assert_eq!(differences(&app, of_all, &[]), 0);
    assert_eq!(whole(&app), before);
    let wrong = wrong_on_dashboard(&app, &json("demo_dashboard_2025-10-26")).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}
