use std::collections::BTreeSet;
use std::thread;

use diesel::Connection as _;
use vinculo::invoices::actions::{self, Draft, Numbering};
use vinculo::invoices::{BillingError, queries};

use super::{actor, an_invoice, draft_of, issue, line, moment, moment_on};
use crate::support::{Contents, TestDatabase, a_customer};

const CLIENTS: usize = 8;
const EACH: usize = 25;

#[test]
fn two_hundred_invoices_of_eight_clients_at_once_have_numbers_without_gap_or_repeat() {
    let db = TestDatabase::with(Contents::Nothing);
    let customer = a_customer().create(&mut db.conn());
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let db = &db;
            scope.spawn(move || {
                let conn = &mut db.conn();
                for turn in 0..EACH {
                    // Every fifth is given up after it has its number, which then must not be missing.
                    if (client + turn) % 5 == 0 {
                        let given_up = conn.transaction(|conn| {
                            issue(conn, &draft_of(customer), &moment())?;
                            Err::<(), BillingError>(BillingError::NothingToBill)
                        });
                        assert!(given_up.is_err());
                    }
                    issue(conn, &draft_of(customer), &moment()).unwrap();
                }
            });
        }
    });
    let numbers = db.texts("SELECT number FROM invoices ORDER BY number");
    let expected: Vec<String> = (1..=CLIENTS * EACH).map(|n| n.to_string()).collect();
    assert_eq!(numbers, expected);
    let written: BTreeSet<String> = db
        .texts("SELECT full_number FROM invoices")
        .into_iter()
        .collect();
    assert_eq!(written.len(), CLIENTS * EACH);
    assert!(written.contains("F-1") && written.contains("F-200"));
    let disorder = "SELECT count(*) FROM invoices a JOIN invoices b ON b.number = a.number + 1 WHERE b.issued_at < a.issued_at";
    assert_eq!(db.number(disorder), 0, "the instants follow the numbers");
    assert_eq!(
        db.number("SELECT next_number FROM invoice_series WHERE id = 1"),
        201
    );
}

#[test]
fn what_is_issued_cannot_be_changed_not_even_at_the_prompt_of_the_database() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    for statement in [
        format!("UPDATE invoices SET net = 1, total = tax + 1 WHERE id = {id}"),
        format!("UPDATE invoices SET number = 9 WHERE id = {id}"),
        format!("UPDATE invoices SET customer_name = 'Otra' WHERE id = {id}"),
        format!("UPDATE invoices SET issued_on = issued_on - 1 WHERE id = {id}"),
        format!("UPDATE invoices SET state = 'draft' WHERE id = {id}"),
        format!("DELETE FROM invoices WHERE id = {id}"),
        format!("UPDATE invoice_lines SET description = 'x' WHERE invoice_id = {id}"),
        format!("DELETE FROM invoice_lines WHERE invoice_id = {id}"),
        format!(
            "INSERT INTO invoice_lines (invoice_id, position, description, quantity, unit_price, tax_basis_points, net, tax, total)
             VALUES ({id}, 9, 'x', 1, 0, 0, 0, 0, 0)"
        ),
    ] {
        use diesel::connection::SimpleConnection as _;
        assert!(conn.batch_execute(&statement).is_err(), "{statement}");
    }
    // Two customers who turn out to be one take their invoices along.
    let other = a_customer().create(conn);
    db.sql(&format!(
        "UPDATE invoices SET customer_id = {other} WHERE id = {id}"
    ));
}

#[test]
fn an_issued_invoice_names_the_customer_as_they_were() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().name("Ana Rojas Soto").create(conn);
    db.sql(&format!(
        "UPDATE customers SET legal_name = 'Rojas y Cía.', tax_id = '41.950.470-K', address = 'Prat 1', city = 'Ancud' WHERE id = {customer}"
    ));
    let invoice = an_invoice(conn, customer);
    db.sql(&format!(
        "UPDATE customers SET legal_name = 'Otra', tax_id = NULL WHERE id = {customer}"
    ));
    let invoice = queries::find_invoice(conn, invoice.id).unwrap();
    assert_eq!(
        (
            invoice.customer_name.as_str(),
            invoice.customer_tax_id.as_str(),
            invoice.customer_address.as_str()
        ),
        ("Rojas y Cía.", "41.950.470-K", "Prat 1, Ancud")
    );
    assert_eq!(
        (invoice.net, invoice.tax, invoice.total),
        (125_000, 23_750, 148_750)
    );
    assert_eq!(invoice.due_on.unwrap().to_string(), "2025-11-25");
    assert_eq!(invoice.open, 148_750);
}

#[test]
fn a_sale_stands_on_the_timeline_and_in_the_audit_log() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    an_invoice(conn, customer);
    let activity = "SELECT concat_ws('|', kind, title, body, done_at IS NOT NULL) FROM activities";
    assert_eq!(
        db.texts(activity),
        ["sale|Factura #F-1|$148.750 · Masaje, Sauna|t"]
    );
    let log = "SELECT action FROM audit_log WHERE record_type = 'invoice' ORDER BY id";
    assert_eq!(db.texts(log), ["invoice.created", "invoice.issued"]);
    let events = "SELECT type FROM domain_events WHERE record_type = 'invoice' ORDER BY id";
    assert_eq!(db.texts(events), ["invoice.created", "invoice.issued"]);
}

#[test]
fn dates_do_not_go_back_within_a_series() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    an_invoice(conn, customer);
    let earlier = issue(conn, &draft_of(customer), &moment_on("2025-10-25"));
    assert!(
        matches!(earlier, Err(BillingError::DateGoesBack)),
        "{earlier:?}"
    );
    let later = issue(conn, &draft_of(customer), &moment_on("2025-10-27")).unwrap();
    assert_eq!(later.full_number.as_deref(), Some("F-2"));
}

#[test]
fn a_number_of_another_system_is_taken_in_its_series_only_and_once() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let numbering = Numbering::External {
        number: "FAC-2025-001".into(),
        day: "2025-09-30".parse().unwrap(),
    };
    let mut import = |series: i64| {
        let draft = Draft {
            series_id: series.into(),
            ..draft_of(customer)
        };
        conn.transaction(|conn| {
            let invoice = actions::create(conn, &actor(), &draft)?;
            let (id, version) = (invoice.id, invoice.version);
            actions::issue(conn, &actor(), id, version, &numbering, &moment())
        })
    };
    assert!(matches!(import(1), Err(BillingError::NoSeries)));
    let invoice = import(3).unwrap();
    assert_eq!(invoice.full_number.as_deref(), Some("FAC-2025-001"));
    assert_eq!(invoice.issued_on.unwrap().to_string(), "2025-09-30");
    assert!(matches!(import(3), Err(BillingError::NumberTaken)));
    let tomorrow = Numbering::External {
        number: "FAC-2025-002".into(),
        day: "2025-10-27".parse().unwrap(),
    };
    let draft = Draft {
        series_id: 3.into(),
        ..draft_of(customer)
    };
    let ahead = db.conn().transaction(|conn| {
        let invoice = actions::create(conn, &actor(), &draft)?;
        let (id, version) = (invoice.id, invoice.version);
        actions::issue(conn, &actor(), id, version, &tomorrow, &moment())
    });
    assert!(matches!(ahead, Err(BillingError::InFuture)), "{ahead:?}");
    let own = issue(
        &mut db.conn(),
        &Draft {
            series_id: 3.into(),
            ..draft_of(customer)
        },
        &moment(),
    );
    assert!(matches!(own, Err(BillingError::NoSeries)));
}

#[test]
fn only_a_draft_of_the_version_that_was_read_is_issued_changed_or_deleted() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let draft = actions::create(conn, &actor(), &draft_of(customer)).unwrap();
    let changed = Draft {
        lines: vec![line("Sauna", 1000, 50_000)],
        ..draft_of(customer)
    };
    let now = actions::update(conn, &actor(), draft.id, draft.version, &changed).unwrap();
    assert_eq!((now.total, now.version), (59_500, 2));
    let late = actions::update(conn, &actor(), draft.id, draft.version, &changed);
    assert!(matches!(late, Err(BillingError::Changed)));
    let late = actions::issue(
        conn,
        &actor(),
        draft.id,
        draft.version,
        &Numbering::Own,
        &moment(),
    );
    assert!(matches!(late, Err(BillingError::Changed)));
    actions::issue(conn, &actor(), draft.id, 2, &Numbering::Own, &moment()).unwrap();
    let again = actions::issue(conn, &actor(), draft.id, 3, &Numbering::Own, &moment());
    assert!(matches!(again, Err(BillingError::NotAllowed)));
    assert!(matches!(
        actions::delete(conn, &actor(), draft.id),
        Err(BillingError::NotAllowed)
    ));
    let other = actions::create(conn, &actor(), &draft_of(customer)).unwrap();
    actions::delete(conn, &actor(), other.id).unwrap();
    assert_eq!(db.number("SELECT count(*) FROM invoice_lines"), 1);
    let free = Draft {
        lines: vec![line("Regalo", 1000, 0)],
        ..draft_of(customer)
    };
    let nothing = issue(conn, &free, &moment());
    assert!(matches!(nothing, Err(BillingError::NothingToBill)));
}
