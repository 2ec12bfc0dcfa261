//! The office of the demo business: what is billed, sold and to be done in it.

use std::sync::Arc;

use vinculo::auth::Clock;
use vinculo::demo;
use vinculo::domain::UserId;

use crate::support::data::{TODAY, date};
use crate::support::{Contents, Options, TestApp, TestDatabase};

/// A new database with the demo business, as it is on the business date of the tests.
fn loaded() -> TestDatabase {
    let test = TestDatabase::with(Contents::Nothing);
    let clock = Clock {
        pinned: Some(date(TODAY)),
    };
    demo::load(&mut test.conn(), clock, None).unwrap();
    test
}

/// Whatever the office holds, without what the moment of loading leaves.
const CONTENTS: [&str; 5] = [
    "SELECT concat_ws('|', full_name, tax_id_key, credit_limit) FROM customers WHERE kind = 'company' ORDER BY id",
    "SELECT concat_ws('|', id, custom) FROM customers ORDER BY id",
    "SELECT concat_ws('|', customer_id, title, due_at, assignee_id, occurred_at) FROM activities ORDER BY id",
    "SELECT concat_ws('|', customer_id, title, stage, value, expected_close_on, closed_at) FROM opportunities ORDER BY id",
    "SELECT concat_ws('|', customer_id, full_number, total, paid, credited, due_on, settled_on) FROM invoices ORDER BY id",
];

#[test]
fn the_office_of_the_demo_is_the_same_at_every_load_and_has_work_of_every_kind() {
    let test = loaded();
    let again = loaded();
    for query in CONTENTS {
        assert_eq!(test.texts(query), again.texts(query));
    }
    let count = |from: &str| test.number(&format!("SELECT count(*) FROM {from}"));
    let today = "'2025-10-26 00:00 America/Santiago'::timestamptz";
    let to_do = "activities WHERE done_at IS NULL AND due_at IS NOT NULL AND due_at";
    assert!(count(&format!("{to_do} < {today}")) >= 5);
    assert!(
        count(&format!(
            "{to_do} >= {today} AND due_at < {today} + interval '1 day'"
        )) >= 5
    );
    assert!(count(&format!("{to_do} >= {today} + interval '1 day'")) >= 10);
    assert_eq!(
        count(
            "(SELECT DISTINCT assignee_id FROM activities WHERE assignee_id IS NOT NULL) AS people"
        ),
        3
    );
    assert_eq!(
        count("activities WHERE occurred_at > '2025-11-30'"),
        0,
        "all around today"
    );

    let stages = "SELECT stage || ' ' || count(*) FROM opportunities GROUP BY stage ORDER BY stage";
    assert_eq!(
        test.texts(stages),
        [
            "contact 5",
            "initial 4",
            "lost 3",
            "negotiation 4",
            "proposal 5",
            "won 4"
        ]
    );
    assert_eq!(
        count("opportunities WHERE stage = 'lost' AND lost_reason IS NULL"),
        0
    );
    assert_eq!(
        count(&format!(
            "opportunities WHERE closed_at > {today} + interval '1 day'"
        )),
        0
    );

    let states = "SELECT type || ' ' || state || ' ' || count(*) FROM invoices GROUP BY type, state ORDER BY 1";
    assert_eq!(
        test.texts(states),
        [
            "credit_note issued 1",
            "invoice draft 3",
            "invoice issued 6",
            "invoice paid 16",
            "invoice partly_paid 4"
        ]
    );
    let ages = "SELECT string_agg(DISTINCT width_bucket('2025-10-26'::date - due_on, ARRAY[1, 31, 61, 91])::text, ' ')
                FROM invoices WHERE open > 0";
    assert_eq!(
        test.text(ages),
        "0 1 2 3 4",
        "overdue of every age, and not yet due"
    );
    assert_eq!(count("invoices WHERE issued_on > '2025-10-26'"), 0);
    assert_eq!(count("activities WHERE opportunity_id IS NOT NULL"), 9);
    assert!(count("contacts") >= 8 && count("contact_points") >= 4);
}

#[test]
fn customers_of_the_demo_said_what_they_like() {
    let test = loaded();
    let said = "SELECT key || ': ' || value FROM customers, jsonb_each_text(custom) GROUP BY key, value ORDER BY 1";
    assert_eq!(
        test.texts(said),
        [
            "x1: Firme",
            "x1: Media",
            "x1: Suave",
            "x2: Aceite de almendras",
            "x2: Lavanda",
            "x2: Rosa mosqueta",
            "x3: no",
            "x3: yes"
        ]
    );
    let names =
        "SELECT field ->> 'name' FROM settings, jsonb_array_elements(customer_fields) AS field";
    assert_eq!(
        test.texts(names),
        ["Presión preferida", "Alergias", "Autoriza fotos"]
    );
    let shares = "SELECT key FROM customers, jsonb_object_keys(custom) AS key GROUP BY key ORDER BY count(*) DESC";
    assert_eq!(test.texts(shares), ["x1", "x3", "x2"]);
}

#[tokio::test]
async fn everybody_of_the_demo_finds_something_to_do_on_their_dashboard() {
    let test = tokio::task::spawn_blocking(loaded).await.unwrap();
    let app = TestApp::on(Arc::new(test), Options::default()).await;
    for id in app.db.texts("SELECT id::text FROM users ORDER BY id") {
        let browser = app.browser();
        app.sign_in_as(UserId::from(id.parse::<i64>().unwrap()), &browser)
            .await;
        let page = browser.get("/").await.expect(200);
        assert!(page.count("#today [data-row=activity]") > 0, "user {id}");
        let team = browser.get("/activities?view=team").await.expect(200);
        assert!(team.has("[data-row=activity]"), "user {id}");
    }
}
