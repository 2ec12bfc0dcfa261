use diesel::Connection as _;
use diesel::PgConnection;
use proptest::prelude::*;
use vinculo::invoices::actions::{self, CreditOrder, Credited, Refunding};
use vinculo::invoices::{BillingError, InvoiceState, InvoiceType, PaymentMethod, queries};

use super::{actor, an_invoice, moment, moment_on, pay};
use crate::support::data::date;
use crate::support::{Contents, TestDatabase, a_customer};

fn order(credited: Credited) -> CreditOrder {
    CreditOrder {
        credited,
        reason: "Menos sauna".into(),
        refund: None,
    }
}

fn given_back(credited: Credited) -> CreditOrder {
    CreditOrder {
        refund: Some(Refunding {
            refunded_on: date("2025-10-26"),
            method: PaymentMethod::Transfer,
            reference: "tr-9".into(),
        }),
        ..order(credited)
    }
}

#[test]
fn a_credit_note_takes_back_a_part_and_another_the_rest() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    let part = Credited::Lines(vec![(2, 200)]);
    let note = actions::credit(conn, &actor(), id, &order(part), &moment()).unwrap();
    assert_eq!(
        (note.kind, note.corrects_id),
        (InvoiceType::CreditNote, Some(id))
    );
    assert_eq!(
        (note.full_number.as_deref(), note.net, note.tax),
        (Some("NC-1"), 10_000, 1_900)
    );
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!(
        (now.state, now.credited, now.open),
        (InvoiceState::Issued, 11_900, 136_850)
    );

    let too_much = Credited::Lines(vec![(2, 301)]);
    let refused = actions::credit(conn, &actor(), id, &order(too_much), &moment());
    assert!(matches!(refused, Err(BillingError::MoreThanLine)));
    let rest = actions::cancel(conn, &actor(), id, "Se equivocaron", &moment()).unwrap();
    assert_eq!(
        (rest.full_number.as_deref(), rest.total),
        (Some("NC-2"), 136_850)
    );
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!((now.state, now.open), (InvoiceState::Cancelled, 0));
    let log = "SELECT action FROM audit_log WHERE record_type = 'invoice' ORDER BY id OFFSET 2";
    assert_eq!(db.texts(log), ["invoice.credited", "invoice.cancelled"]);
    let titles = "SELECT title FROM activities WHERE kind = 'note' ORDER BY id";
    assert_eq!(
        db.texts(titles),
        ["Nota de crédito #NC-1", "Nota de crédito #NC-2"]
    );
}

#[test]
fn what_is_paid_is_not_credited_without_a_refund_and_what_is_paid_is_not_cancelled() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 100_000).unwrap();
    let whole = actions::credit(conn, &actor(), id, &order(Credited::Rest), &moment());
    assert!(matches!(whole, Err(BillingError::MoreThanOpen)));
    let cancelled = actions::cancel(conn, &actor(), id, "x", &moment());
    assert!(matches!(cancelled, Err(BillingError::NotAllowed)));
    let sauna = Credited::Lines(vec![(2, 500)]);
    actions::credit(conn, &actor(), id, &order(sauna), &moment()).unwrap();
    pay(conn, id, 19_000).unwrap();
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!(
        (now.state, now.paid, now.credited),
        (InvoiceState::Paid, 119_000, 29_750)
    );
}

#[test]
fn a_credit_note_is_neither_paid_nor_credited_itself() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    let note = actions::cancel(conn, &actor(), id, "x", &moment()).unwrap();
    assert!(matches!(
        pay(conn, note.id, 1),
        Err(BillingError::NotAllowed)
    ));
    let again = actions::cancel(conn, &actor(), note.id, "x", &moment());
    assert!(matches!(again, Err(BillingError::NotAllowed)));
}

#[test]
fn what_a_credit_note_settled_stays_settled_on_that_day() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 119_000).unwrap();
    let sauna = order(Credited::Lines(vec![(2, 500)]));
    actions::credit(conn, &actor(), id, &sauna, &moment_on("2025-10-28")).unwrap();
    let day = |conn: &mut PgConnection| queries::find_invoice(conn, id).unwrap().settled_on;
    assert_eq!(day(conn), Some(date("2025-10-28")));
    let some = given_back(Credited::Lines(vec![(1, 100)]));
    actions::credit(conn, &actor(), id, &some, &moment_on("2025-10-30")).unwrap();
    assert_eq!(day(conn), Some(date("2025-10-28")));
}

#[test]
fn a_paid_invoice_is_credited_and_the_money_goes_back() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 148_750).unwrap();
    let sauna = given_back(Credited::Lines(vec![(2, 500)]));
    actions::credit(conn, &actor(), id, &sauna, &moment_on("2025-10-28")).unwrap();
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!(
        (now.state, now.paid, now.credited, now.open),
        (InvoiceState::Paid, 119_000, 29_750, 0)
    );
    assert_eq!(
        now.settled_on,
        Some(date("2025-10-26")),
        "it was settled before"
    );
    let payment = queries::list_payments(conn, id).unwrap()[0].id;
    let back = actions::take_payment_back(conn, &actor(), id, payment, "x", &moment());
    assert!(matches!(back, Err(BillingError::GivenBack)));
    let rest = given_back(Credited::Rest);
    actions::credit(conn, &actor(), id, &rest, &moment_on("2025-10-28")).unwrap();
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!(
        (now.state, now.paid, now.credited, now.open),
        (InvoiceState::Cancelled, 0, 148_750, 0)
    );
    let refunds = "SELECT concat_ws('|', amount, method, reference) FROM refunds ORDER BY id";
    assert_eq!(
        db.texts(refunds),
        ["29750|transfer|tr-9", "119000|transfer|tr-9"]
    );
    let titles = "SELECT title FROM activities WHERE title LIKE 'Devoluc%'";
    assert_eq!(db.texts(titles).len(), 2);
    let again = actions::credit(conn, &actor(), id, &rest, &moment());
    assert!(matches!(again, Err(BillingError::NotAllowed)));
}

#[test]
fn of_a_part_payment_only_what_is_beyond_the_balance_goes_back() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 100_000).unwrap();
    let tomorrow = CreditOrder {
        refund: given_back(Credited::Rest).refund.map(|refund| Refunding {
            refunded_on: date("2025-10-27"),
            ..refund
        }),
        ..order(Credited::Rest)
    };
    let early = actions::credit(conn, &actor(), id, &tomorrow, &moment());
    assert!(matches!(early, Err(BillingError::InFuture)));
    let massage = given_back(Credited::Lines(vec![(1, 1000)]));
    actions::credit(conn, &actor(), id, &massage, &moment()).unwrap();
    assert_eq!(db.number("SELECT amount FROM refunds"), 70_250);
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!(
        (now.state, now.paid, now.credited),
        (InvoiceState::Paid, 29_750, 119_000)
    );
}

#[test]
fn an_invoice_that_a_credit_note_takes_back_whole_is_cancelled_for_everybody_who_listens() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    let all = order(Credited::Lines(vec![(1, 1000), (2, 500)]));
    actions::credit(conn, &actor(), id, &all, &moment()).unwrap();
    let events =
        "SELECT type FROM domain_events WHERE record_type = 'invoice' ORDER BY id OFFSET 2";
    assert_eq!(db.texts(events), ["invoice.credited", "invoice.cancelled"]);
}

#[test]
fn a_refund_stays_as_it_is_and_is_no_more_than_its_credit_note() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 148_750).unwrap();
    let sauna = given_back(Credited::Lines(vec![(2, 500)]));
    let note = actions::credit(conn, &actor(), id, &sauna, &moment()).unwrap();
    for statement in [
        "UPDATE refunds SET amount = 1".to_owned(),
        "DELETE FROM refunds".to_owned(),
        format!(
            "INSERT INTO refunds (invoice_id, credit_note_id, amount, currency, refunded_on, method)
             VALUES ({id}, {}, 1, 'CLP', '2025-10-26', 'cash')",
            note.id
        ),
        format!(
            "INSERT INTO refunds (invoice_id, credit_note_id, amount, currency, refunded_on, method)
             VALUES ({id}, {id}, 1, 'CLP', '2025-10-26', 'cash')"
        ),
    ] {
        use diesel::connection::SimpleConnection as _;
        assert!(conn.batch_execute(&statement).is_err(), "{statement}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is paid and credited in whatever order: to the unit, nothing is lost and nothing is owed twice.
    #[test]
    fn paid_credited_and_open_add_up_to_the_total(
        steps in proptest::collection::vec((any::<bool>(), 1_i64..150_000, 1_i64..1_000), 1..8),
    ) {
        static DATABASE: std::sync::LazyLock<TestDatabase> =
            std::sync::LazyLock::new(|| TestDatabase::with(Contents::Nothing));
        let conn = &mut DATABASE.conn();
        let customer = a_customer().create(conn);
        let id = an_invoice(conn, customer).id;
        for (is_payment, amount, quantity) in steps {
            // Refused is fine: what is stored must add up.
            if is_payment {
                let _ = pay(conn, id, amount);
            } else {
                let part = given_back(Credited::Lines(vec![(1, quantity), (2, quantity / 2)]));
                let _ = conn.transaction(|conn| actions::credit(conn, &actor(), id, &part, &moment()));
            }
            let now = queries::find_invoice(conn, id).unwrap();
            let received: i64 = queries::list_payments(conn, id).unwrap().iter().map(|one| one.amount).sum();
            let refunded: i64 = queries::list_refunds(conn, id).unwrap().iter().map(|one| one.amount).sum();
            let credited: i64 = queries::list_credit_notes(conn, id).unwrap().iter().map(|one| one.total).sum();
            prop_assert_eq!(now.paid, received - refunded);
            prop_assert_eq!(now.credited, credited);
            prop_assert_eq!(now.paid + now.credited + now.open, now.total);
            prop_assert_eq!(now.open == 0, matches!(now.state, InvoiceState::Paid | InvoiceState::Cancelled));
        }
    }
}
