use vinculo::invoices::actions::{self, Credited};
use vinculo::invoices::{BillingError, InvoiceState, InvoiceType, queries};

use super::{actor, an_invoice, moment, pay};
use crate::support::{Contents, TestDatabase, a_customer};

#[test]
fn a_credit_note_takes_back_a_part_and_another_the_rest() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    let part = Credited::Lines(vec![(2, 200)]);
    let note = actions::credit(conn, &actor(), id, &part, "Menos sauna", &moment()).unwrap();
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
    let refused = actions::credit(conn, &actor(), id, &too_much, "x", &moment());
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
fn what_is_paid_is_not_credited_and_what_is_paid_is_not_cancelled() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 100_000).unwrap();
    let whole = actions::credit(conn, &actor(), id, &Credited::Rest, "x", &moment());
    assert!(matches!(whole, Err(BillingError::MoreThanOpen)));
    let cancelled = actions::cancel(conn, &actor(), id, "x", &moment());
    assert!(matches!(cancelled, Err(BillingError::NotAllowed)));
    let sauna = Credited::Lines(vec![(2, 500)]);
    actions::credit(conn, &actor(), id, &sauna, "x", &moment()).unwrap();
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
