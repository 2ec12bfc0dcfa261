//! Files that name somebody who was merged.

use std::io::Cursor;

use vinculo::audit::Actor;
use vinculo::domain::{CustomerId, Role};
use vinculo::imports::{self, Kind, Order, Report, Sheet};

use super::{merge, undo};
use crate::support::TestApp;

const CUSTOMERS: &str = "customer_id,name,email,phone,document_id,city,region,country,birth_date,created_at,source,marketing_opt_in,notes\n";
const SERVICES: &str = "id,customer_id,service_type,service_name,service_date,price_paid\n";

fn import(app: &TestApp, kind: Kind, rows: &str) -> Report {
    let head = match kind {
        Kind::Customers => CUSTOMERS,
        Kind::History => SERVICES,
        Kind::Both => unreachable!("a file of both has no test here"),
    };
    import_with(app, kind, head, rows)
}

fn import_with(app: &TestApp, kind: Kind, head: &str, rows: &str) -> Report {
    let order = Order {
        kind,
        source: "file".into(),
        file_name: "test.csv".into(),
        dry_run: false,
        actor: Actor::program("test"),
    };
    let sheet = Sheet::read(Cursor::new(format!("{head}{rows}"))).unwrap();
    imports::run(&mut app.db.conn(), &order, sheet).unwrap()
}

const TWO: &str = "1,Ana Rojas,ana@correo.example,,,Osorno,,,,,,true,\n2,Ana Rojas Soto,,9 1111 2222,,Ancud,,,,,,,\n";

/// Customers 1 and 2 of a file, the second merged into the first.
async fn merged() -> TestApp {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    import(&app, Kind::Customers, TWO);
    import(&app, Kind::History, "7,2,Masajes,Masaje,2025-10-01,1000\n");
    let (one, two) = (CustomerId::from(1), CustomerId::from(2));
    merge(&app, one, two, &[("keep", "a"), ("city", "a")])
        .await
        .expect(303);
    app
}

fn row(app: &TestApp, id: i64) -> String {
    app.db.text(&format!(
        "SELECT concat_ws('|', full_name, email, phone, city) FROM customers WHERE id = {id}"
    ))
}

const MERGED: &str = "Ana Rojas Soto|ana@correo.example|9 1111 2222|Osorno";

#[tokio::test]
async fn the_same_files_again_change_nothing() {
    let app = merged().await;
    let report = import(&app, Kind::Customers, TWO);
    assert_eq!(
        (report.created, report.updated, report.rejected),
        (0, 0, 0),
        "{report}"
    );
    assert_eq!(
        report.kept, 2,
        "the first one's name, the second one's city"
    );
    let report = import(&app, Kind::History, "7,2,Masajes,Masaje,2025-10-01,1000\n");
    assert_eq!(
        (report.created, report.updated, report.rejected),
        (0, 0, 0),
        "{report}"
    );
    assert_eq!(row(&app, 1), MERGED);
}

#[tokio::test]
async fn what_a_file_says_anew_of_who_was_merged_is_said_of_who_stayed() {
    let app = merged().await;
    let new = "2,Ana Rojas Soto,,9 3333 4444,,Ancud,,,,,,,\n";
    let report = import(&app, Kind::Customers, new);
    assert_eq!(report.updated, 1);
    assert_eq!(row(&app, 1), MERGED.replace("9 1111 2222", "9 3333 4444"));
    assert_eq!(import(&app, Kind::Customers, new).updated, 0);
    import(&app, Kind::History, "8,2,Masajes,Masaje,2025-10-02,2000\n");
    let services =
        "SELECT string_agg(customer_id || ' ' || price, ',' ORDER BY id) FROM service_history";
    assert_eq!(app.db.text(services), "1 1000,1 2000");
}

#[tokio::test]
async fn the_own_row_of_who_stayed_counts_more() {
    let app = merged().await;
    let both = "1,Ana Rojas,ana@correo.example,9 5555 6666,,Osorno,,,,,,true,\n2,Ana Rojas Soto,,9 3333 4444,,Ancud,,,,,,,\n";
    import(&app, Kind::Customers, both);
    assert_eq!(row(&app, 1), MERGED.replace("9 1111 2222", "9 5555 6666"));
}

#[tokio::test]
async fn a_no_in_a_file_holds_for_who_stayed_and_a_yes_does_not() {
    let app = merged().await;
    let holds = "SELECT state FROM consents WHERE channel = 'email' ORDER BY id DESC LIMIT 1";
    import(&app, Kind::Customers, "2,Ana Rojas Soto,,,,,,,,,,false,\n");
    assert_eq!(app.db.text(holds), "refused");
    import(&app, Kind::Customers, "2,Ana Rojas Soto,,,,,,,,,,true,\n");
    assert_eq!(app.db.text(holds), "refused");
}

#[tokio::test]
async fn after_an_undo_each_row_of_the_file_is_its_own_customers_again() {
    let app = merged().await;
    undo(&app, 1).await.expect(303);
    import(
        &app,
        Kind::Customers,
        "2,Ana Rojas Soto,,9 3333 4444,,Ancud,,,,,,,\n",
    );
    assert_eq!(row(&app, 1), "Ana Rojas|ana@correo.example|Osorno");
    assert_eq!(row(&app, 2), "Ana Rojas Soto|9 3333 4444|Ancud");
    import(&app, Kind::History, "8,2,Masajes,Masaje,2025-10-02,2000\n");
    assert_eq!(
        app.db
            .text("SELECT DISTINCT customer_id FROM service_history"),
        "2"
    );
}

#[tokio::test]
async fn of_two_rows_for_who_stayed_the_newer_counts_in_each_field_of_the_business() {
    let app = merged().await;
    app.db.sql(
        r#"UPDATE settings SET customer_fields = '[{"key": "x1", "name": "Tipo de piel", "kind": "text"},
            {"key": "x2", "name": "Alergias", "kind": "text"}, {"key": "x3", "name": "Prefiere", "kind": "text"}]';
           UPDATE customers SET custom = '{"x3": "Tarde"}' WHERE id = 1"#,
    );
    import(&app, Kind::Customers, "3,Ana R. Soto,,,,,,,,,,,\n");
    let (one, three) = (CustomerId::from(1), CustomerId::from(3));
    merge(&app, one, three, &[("keep", "a")]).await.expect(303);
    let rows = "2,Ana Rojas Soto,Seca,Polen\n3,Ana R. Soto,Mixta,\n";
    let head = "customer_id,name,x1,x2\n";
    import_with(&app, Kind::Customers, head, rows);
    let custom = "SELECT custom FROM customers WHERE id = 1";
    let expected = r#"{"x1": "Mixta", "x2": "Polen", "x3": "Tarde"}"#;
    assert_eq!(app.db.text(custom), expected);
    let again = import_with(&app, Kind::Customers, head, rows);
    assert_eq!(again.updated, 0);
    assert_eq!(app.db.text(custom), expected);
}
