use vinculo::domain::Currency;
use vinculo::history::metrics;
use vinculo::invoices::actions::{self, CreditOrder, Credited, Refunding};
use vinculo::invoices::{PaymentMethod, queries};

use super::{a_draft, actor, an_invoice, draft_of, issue, moment, moment_on, pay};
use crate::support::data::date;
use crate::support::{Contents, TestDatabase, a_customer};

const STORED: &str =
    "SELECT concat_ws('|', currency, sum(invoiced), sum(settled), sum(days_to_pay))
    FROM invoice_tallies GROUP BY currency ORDER BY currency";
const COUNTED: &str = "SELECT concat_ws('|', currency, sum(CASE WHEN type = 'credit_note' THEN -total ELSE total END), count(settled_on),
        coalesce(sum(greatest(settled_on - issued_on, 0)), 0))
    FROM invoices WHERE state <> 'draft' GROUP BY currency ORDER BY currency";

#[test]
fn stored_totals_follow_each_issue_payment_credit_and_what_is_taken_back() {
    let db = TestDatabase::with(Contents::Nothing);
    let conn = &mut db.conn();
    let customer = a_customer().create(conn);
    let holds = |told: &str| {
        assert_eq!(db.texts(STORED), db.texts(COUNTED));
        assert_eq!(db.texts(STORED)[0], told);
    };
    a_draft(conn, customer);
    assert!(db.texts(STORED).is_empty());

    let paid_late = issue(conn, &draft_of(customer), &moment_on("2025-10-16"))
        .unwrap()
        .id;
    let open = an_invoice(conn, customer).id;
    holds("CLP|297500|0|0");
    pay(conn, paid_late, 100_000).unwrap();
    holds("CLP|297500|0|0");
    pay(conn, paid_late, 48_750).unwrap();
    holds("CLP|297500|1|10");
    let payment = queries::list_payments(conn, paid_late).unwrap()[0].id;
    actions::take_payment_back(conn, &actor(), paid_late, payment, "sin fondos", &moment())
        .unwrap();
    holds("CLP|297500|0|0");
    pay(conn, paid_late, 100_000).unwrap();
    holds("CLP|297500|1|10");

    actions::credit(conn, &actor(), paid_late, &given_back(), &moment()).unwrap();
    holds("CLP|285600|1|10");
    actions::cancel(conn, &actor(), open, "Se equivocaron", &moment()).unwrap();
    holds("CLP|136850|1|10");
    let mut in_euros = draft_of(customer);
    in_euros.currency = Currency::EUR;
    issue(conn, &in_euros, &moment()).unwrap();
    holds("CLP|136850|1|10");
    assert_eq!(db.texts(STORED)[1], "EUR|148750|0|0");

    let appended = db.number("SELECT count(*) FROM invoice_tallies");
    assert!(metrics::compact(conn).unwrap() > 0);
    assert!(db.number("SELECT count(*) FROM invoice_tallies") < appended);
    holds("CLP|136850|1|10");
}

/// A fifth of an hour of the sauna, with taxes 11,900.
fn given_back() -> CreditOrder {
    CreditOrder {
        credited: Credited::Lines(vec![(2, 200)]),
        reason: "Menos sauna".into(),
        refund: Some(Refunding {
            refunded_on: date("2025-10-26"),
            method: PaymentMethod::Transfer,
            reference: "tr-9".into(),
        }),
    }
}
