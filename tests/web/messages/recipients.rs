//! Whom nothing is sent to.

use vinculo::messages::{Purpose, Reason, check_recipient};

use super::{a_message, state};
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

/// A commercial message to an address so many days ago.
fn written_to(app: &TestApp, customer: i64, channel: &str, to: &str, state: &str, days: i32) {
    app.db.sql(&format!(
        "INSERT INTO messages (customer_id, channel, purpose, kind, recipient, message_id, state, queued_at)
         VALUES ({customer}, '{channel}', 'commercial', 'hello', '{to}', gen_random_uuid(), '{state}',
                 now() - interval '{days} days')"
    ));
}

#[tokio::test]
async fn the_cap_counts_an_address_and_its_customer_on_every_channel() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let (ana, eva) = (a_customer().create(conn), a_customer().create(conn));
    let shared = "casa@correo.example";
    written_to(&app, ana.get(), "email", "Casa@correo.example", "sent", 29);
    written_to(&app, ana.get(), "whatsapp", "+56911111111", "held", 3);
    written_to(&app, eva.get(), "email", shared, "queued", 1);
    for (state, days) in [("refused", 1), ("discarded", 1), ("sent", 31)] {
        written_to(&app, ana.get(), "email", shared, state, days);
    }
    let check = |conn: &mut _, customer, purpose| {
        check_recipient(conn, Some(customer), shared, purpose).unwrap()
    };
    assert_eq!(
        check(conn, ana, Purpose::Commercial),
        Ok(()),
        "three of four"
    );
    app.db.sql("UPDATE settings SET commercial_cap = 3");
    assert_eq!(check(conn, ana, Purpose::Commercial), Err(Reason::OverCap));
    assert_eq!(
        check(conn, eva, Purpose::Commercial),
        Ok(()),
        "two at that address, none by telephone"
    );
    assert_eq!(check(conn, ana, Purpose::Service), Ok(()));
    app.db.sql("UPDATE settings SET commercial_cap = NULL");
    assert_eq!(check(conn, ana, Purpose::Commercial), Ok(()));
}

#[tokio::test]
async fn a_message_does_not_stand_in_its_own_way_and_the_first_in_line_goes() {
    let app = TestApp::with_smtp().await;
    app.db.sql("UPDATE settings SET commercial_cap = 1");
    let (first, second) = (a_message().queue(&app), a_message().queue(&app));
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, first.id), "sent");
    assert_eq!(state(&app, second.id), "refused over_cap");
}

#[tokio::test]
async fn who_asked_for_fewer_gets_fewer() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let ana = a_customer().email("ana@correo.example").create(conn);
    app.db.sql("INSERT INTO message_preferences (address, frequency) VALUES ('ana@correo.example', 'quarterly')");
    app.db.sql(&format!("INSERT INTO message_preferences (address, customer_id, frequency) VALUES ('otro@correo.example', {ana}, 'monthly')"));
    let check = |conn: &mut _| {
        check_recipient(conn, Some(ana), "Ana@correo.example", Purpose::Commercial).unwrap()
    };
    assert_eq!(check(conn), Ok(()), "nothing was sent yet");
    written_to(&app, ana.get(), "email", "ana@correo.example", "sent", 60);
    assert_eq!(
        check(conn),
        Err(Reason::PrefersLess),
        "the strictest wish holds"
    );
    app.db
        .sql("UPDATE messages SET queued_at = now() - interval '93 days'");
    assert_eq!(check(conn), Ok(()));
}
