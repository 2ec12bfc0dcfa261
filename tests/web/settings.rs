//! What the organisation decides for itself.

use diesel::Connection as _;
use vinculo::audit::Actor;
use vinculo::domain::Role;
use vinculo::imports::{self, DEFAULT_SOURCE, Kind, Order, Sheet};

use crate::support::{Page, TestApp, a_customer, a_service};

const CURRENCY: &str = "(SELECT currency FROM settings)";

/// The form as the page shows it, with another currency or engine.
async fn save(app: &TestApp, changed: (&str, &str)) -> Page {
    let page = app.get("/settings").await.expect(200);
    let fields = page.filled_with("form[action='/settings']", &[changed]);
    app.post_filled("/settings", &fields).await
}

#[tokio::test]
async fn the_currency_can_be_chosen_until_there_are_amounts() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    save(&app, ("currency", "EUR")).await.expect(303);
    assert_eq!(app.db.text(CURRENCY), "EUR");
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    a_service(customer).create(conn);
    save(&app, ("currency", "CLP")).await.expect(303);
    assert_eq!(app.db.text(CURRENCY), "EUR");
}

#[tokio::test]
async fn every_table_is_parted_as_spreadsheets_of_the_place_expect() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    for (locale, separator) in [("es-CL", ';'), ("en-US", ',')] {
        app.db
            .sql(&format!("UPDATE settings SET locale = '{locale}'"));
        for table in [
            "/customers/export",
            "/admin/audit/export",
            "/invoices/export",
            "/invoices/payments/export",
            "/reports/export?by=category",
            "/segments/export",
            "/segments/movement/export",
        ] {
            let file = app.get(table).await.expect(200);
            assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
            // A head may be words with a comma.
            let heads = file.body.lines().next().unwrap_or_default();
            let heads = heads.replace(", ", " ");
            let signs: String = heads.chars().filter(|c| ";,".contains(*c)).collect();
            assert!(heads.starts_with('\u{feff}'), "{table}: {heads}");
            assert!(
                signs.contains(separator) && signs.trim_matches(separator).is_empty(),
                "{locale} {table}: {heads}"
            );
        }
    }
}

#[tokio::test]
async fn the_currency_stays_while_an_import_reads_amounts_in_it() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let mut conn = app.db.conn();
    // The import is part of it, and so not over.
    conn.begin_test_transaction().unwrap();
    let order = Order {
        kind: Kind::Customers,
        source: DEFAULT_SOURCE.into(),
        file_name: "customers_plain.csv".into(),
        dry_run: false,
        actor: Actor::program("tests"),
    };
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/import/customers_plain.csv"
    );
    imports::run(&mut conn, &order, Sheet::open(file.as_ref()).unwrap()).unwrap();
    let page = save(&app, ("currency", "EUR")).await.expect(422);
    assert!(page.words().contains("Alguien está guardando o importando"));
    assert_eq!(app.db.text(CURRENCY), "CLP");
    // What does not touch the currency need not wait.
    save(&app, ("organisation_name", "Otra")).await.expect(303);
    drop(conn);
    save(&app, ("currency", "EUR")).await.expect(303);
}

#[tokio::test]
async fn an_engine_without_an_address_is_refused_at_its_field() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = save(&app, ("proposals_engine", "remote")).await.expect(422);
    assert!(page.has("#proposals_engine[aria-invalid]"));
    assert!(
        page.text("#proposals_engine-err")
            .contains("MCP_SERVER_URL")
    );
}

#[tokio::test]
async fn how_often_and_how_closely_customers_are_followed_is_decided_here() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let stored =
        "(SELECT concat_ws(' ', commercial_cap, tracks_clicks, tracks_opens) FROM settings)";
    assert_eq!(app.db.text(stored), "4 t f");
    save(&app, ("commercial_cap", "")).await.expect(303);
    save(&app, ("tracks_opens", "on")).await.expect(303);
    assert_eq!(app.db.text(stored), "t t");
    save(&app, ("commercial_cap", "0")).await.expect(422);
}
