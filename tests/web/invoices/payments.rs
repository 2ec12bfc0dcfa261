use std::thread;

use vinculo::invoices::actions::{self, NewPayment};
use vinculo::invoices::{BillingError, InvoiceState, PaymentMethod, queries};

use super::{actor, an_invoice, moment, pay};
use crate::support::data::date;
use crate::support::{Contents, TestDatabase, a_customer};

#[test]
fn an_invoice_is_paid_in_parts_and_never_beyond_what_is_open() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 100_000).unwrap();
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!(
        (now.state, now.paid, now.open),
        (InvoiceState::PartlyPaid, 100_000, 48_750)
    );
    assert!(matches!(
        pay(conn, id, 48_751),
        Err(BillingError::MoreThanOpen)
    ));
    pay(conn, id, 48_750).unwrap();
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!((now.state, now.open), (InvoiceState::Paid, 0));
    assert_eq!(now.settled_on.unwrap().to_string(), "2025-10-26");
    assert!(matches!(pay(conn, id, 1), Err(BillingError::MoreThanOpen)));
    let activities = "SELECT concat_ws('|', kind, title, body) FROM activities WHERE kind = 'payment' ORDER BY id";
    assert_eq!(
        db.texts(activities),
        [
            "payment|Pago recibido - Factura #F-1|$100.000 · recibo 7",
            "payment|Pago recibido - Factura #F-1|$48.750 · recibo 7",
        ]
    );
}

#[test]
fn payments_that_come_at_once_are_together_no_more_than_the_invoice() {
    let db = TestDatabase::with(Contents::Nothing);
    let customer = a_customer().create(&mut db.conn());
    let id = an_invoice(&mut db.conn(), customer).id;
    let taken: usize = thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| usize::from(pay(&mut db.conn(), id, 50_000).is_ok())))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(taken, 2);
    assert_eq!(db.number("SELECT paid FROM invoices"), 100_000);
    assert_eq!(db.number("SELECT sum(amount) FROM payments"), 100_000);
}

#[test]
fn a_payment_taken_back_is_owed_again_and_stays_with_its_reason() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 148_750).unwrap();
    let payment = queries::list_payments(conn, id).unwrap()[0].id;
    let mut take_back =
        || actions::take_payment_back(conn, &actor(), id, payment, "cheque sin fondos", &moment());
    take_back().unwrap();
    assert!(matches!(take_back(), Err(BillingError::NotAllowed)));
    let now = queries::find_invoice(conn, id).unwrap();
    assert_eq!(
        (now.state, now.open, now.settled_on),
        (InvoiceState::Issued, 148_750, None)
    );
    let kept =
        "SELECT concat_ws('|', amount, taken_back_at IS NOT NULL, taken_back_reason) FROM payments";
    assert_eq!(db.texts(kept), ["148750|t|cheque sin fondos"]);
    let title = "SELECT title FROM activities WHERE title LIKE 'Pago anulado%'";
    assert_eq!(db.texts(title), ["Pago anulado - Factura #F-1"]);
}

#[test]
fn another_invoices_payment_cannot_be_taken_back() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let (one, other) = (an_invoice(conn, customer).id, an_invoice(conn, customer).id);
    pay(conn, one, 10).unwrap();
    pay(conn, other, 10).unwrap();
    let payment = queries::list_payments(conn, one).unwrap()[0].id;
    let refused = actions::take_payment_back(conn, &actor(), other, payment, "x", &moment());
    assert!(refused.is_err());
    assert_eq!(
        db.number("SELECT count(*) FROM payments WHERE taken_back_at IS NULL"),
        2
    );
}

#[test]
fn an_advance_counts_as_paid_at_once() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    let advance = NewPayment {
        amount: 148_750,
        paid_on: date("2025-10-16"),
        method: PaymentMethod::Transfer,
        reference: String::new(),
    };
    actions::pay(conn, &actor(), id, &advance, &moment()).unwrap();
    let month = date("2025-10-01");
    let figures = queries::figures::list_billing(conn, month, moment().today).unwrap();
    assert_eq!(figures[0].days_to_pay, Some(0.0));
    assert_eq!(queries::figures::find_days_to_pay(conn).unwrap(), Some(0.0));
}
