//! Whom nothing is sent to.

use vinculo::messages::{Purpose, Reason, check_recipient};

use crate::support::{TestApp, a_customer};

#[tokio::test]
async fn the_reason_why_somebody_gets_nothing_is_known_before_sending() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let given = a_customer().create(conn);
    let unknown = a_customer().never_asked().create(conn);
    let refused = a_customer().email_consent("refused").create(conn);
    let blocked = a_customer().status("blocked").create(conn);
    app.db.sql(
        "INSERT INTO suppressions (address, reason) VALUES ('fuera@correo.example', 'unsubscribed'),
             ('rebota@correo.example', 'bounced')",
    );
    let address = "ana@correo.example";
    let cases = [
        (given, address, Ok(())),
        (given, "", Err(Reason::NoAddress)),
        (given, "sin correo", Err(Reason::InvalidAddress)),
        (given, "Fuera@Correo.example", Err(Reason::Unsubscribed)),
        (given, "Rebota@Correo.example", Err(Reason::Suppressed)),
        (unknown, address, Err(Reason::ConsentUnknown)),
        (refused, address, Err(Reason::ConsentRefused)),
        (blocked, address, Err(Reason::CustomerBlocked)),
        (404_404.into(), address, Err(Reason::CustomerDeleted)),
    ];
    for (customer, address, expected) in cases {
        let found = check_recipient(conn, Some(customer), address, Purpose::Commercial).unwrap();
        assert_eq!(found, expected, "{address}");
    }
    let service = |conn: &mut _, customer| {
        check_recipient(conn, Some(customer), address, Purpose::Service).unwrap()
    };
    assert_eq!(service(conn, refused), Ok(()));
    app.db
        .sql("UPDATE settings SET mail_when_consent_unknown = true");
    let commercial = |conn: &mut _, customer| {
        check_recipient(conn, Some(customer), address, Purpose::Commercial).unwrap()
    };
    assert_eq!(commercial(conn, unknown), Ok(()));
    assert_eq!(commercial(conn, refused), Err(Reason::ConsentRefused));
}

#[tokio::test]
async fn the_newest_consent_holds() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let customer = a_customer().email_consent("withdrawn").create(conn);
    app.db.sql(&format!(
        "INSERT INTO consents (customer_id, channel, state, how) VALUES ({customer}, 'email', 'given', 'form'),
             ({customer}, 'sms', 'refused', 'form')"
    ));
    let found = check_recipient(conn, Some(customer), "a@b.cl", Purpose::Commercial).unwrap();
    assert_eq!(found, Ok(()));
}
