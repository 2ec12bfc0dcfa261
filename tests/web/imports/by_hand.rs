//! What people said, corrected and deleted, against what a file says later.

use vinculo::customers::{self, CustomerChanges};
use vinculo::domain::Role;
use vinculo::history::{self, HistoryChanges};

use super::*;
use crate::support::a_user;

#[test]
fn a_file_makes_no_yes_of_a_no_that_somebody_said_in_person() {
    let test = empty();
    let import = |consent: &str| {
        import_text(
            &test,
            Kind::Customers,
            &format!("{HEAD}1,Ana,,,,{consent}\n"),
        )
        .updated
    };
    import("");
    test.sql("INSERT INTO consents (customer_id, channel, state, how) VALUES (1, 'email', 'refused', 'form')");
    assert_eq!(import("true"), 0);
    assert_eq!([import("false"), import("true")], [1, 0]);
    assert_eq!(
        test.texts("SELECT state FROM consents ORDER BY id"),
        ["refused", "refused"]
    );
}

/// Changes customer 1 by hand, as the form does.
fn change(test: &TestDatabase, changes: &CustomerChanges) {
    customers::queries::update_customer(&mut test.conn(), 1.into(), changes, None).unwrap();
}

#[test]
fn what_was_corrected_by_hand_stays_until_the_file_says_something_new() {
    let test = empty();
    let import =
        |row: &str| import_text(&test, Kind::Customers, &format!("{HEAD}{row}\n")).to_string();
    let stored = || {
        test.text("SELECT concat_ws(' ', full_name, email, phone_e164, tax_id_key) FROM customers")
    };
    let first = "1,Ana,ana@a.cl,912345678,41950470-K,";
    import(first);
    change(
        &test,
        &CustomerChanges {
            email: Some(Some("ana@b.cl".into())),
            phone: Some(Some("987654321".into())),
            phone_e164: Some(Some("+56987654321".into())),
            ..CustomerChanges::default()
        },
    );
    let kept = "1 read, 0 created, 0 updated, 1 unchanged, 0 rejected; kept by hand: 1";
    assert_eq!(import(first), kept);
    assert_eq!(stored(), "Ana ana@b.cl +56987654321 41950470-K");

    let renewed = "1,Ana María,ana@c.cl,912345678,,";
    let updated = "1 read, 0 created, 1 updated, 0 unchanged, 0 rejected; kept by hand: 1";
    assert_eq!(import(renewed), updated);
    assert_eq!(stored(), "Ana María ana@c.cl +56987654321 41950470-K");
    assert_eq!(import(renewed), kept);
    assert_eq!(
        import(first).split(';').next(),
        Some("1 read, 0 created, 1 updated, 0 unchanged, 0 rejected"),
        "the file may take its own words back"
    );
    assert_eq!(stored(), "Ana ana@a.cl +56987654321 41950470-K");
    assert_eq!(
        test.number("SELECT rows_kept FROM imports ORDER BY id DESC LIMIT 1"),
        1
    );
}

#[test]
fn what_an_older_program_noted_nothing_of_stays_at_the_first_import() {
    let test = empty();
    let rosa = a_user(Role::Sales).name("Rosa").create(&mut test.conn());
    a_user(Role::Sales).name("Beto").create(&mut test.conn());
    test.sql(
        r#"UPDATE settings SET customer_fields = '[{"key": "x1", "name": "Piel", "kind": "text"},
            {"key": "x2", "name": "Talla", "kind": "text"}]'"#,
    );
    let import = |owner: &str, city: &str| {
        let head = "customer_id,name,city,owner,tags,customer_status,customer_kind,x1,x2";
        let row = format!("1,Ana,{city},{owner},VIP,blocked,company,Seca,M");
        import_text(&test, Kind::Customers, &format!("{head}\n{row}\n")).to_string()
    };
    import_text(
        &test,
        Kind::Customers,
        "customer_id,name,city\n1,Ana,Osorno\n",
    );
    test.sql(&format!(
        r#"UPDATE customers SET owner_id = {rosa}, tags = '{{Alergia}}', status = 'prospect',
            custom = '{{"x1": "Mixta"}}', imported = '{{"full_name": "Ana", "city": "Osorno"}}'"#
    ));
    let stored = || {
        test.text(
            "SELECT concat_ws(' ', u.name, city, tags, status, kind, custom)
             FROM customers c JOIN users u ON u.id = owner_id",
        )
    };
    let first = "1 read, 0 created, 1 updated, 0 unchanged, 0 rejected; kept by hand: 1";
    assert_eq!(import("Beto", "Osorno"), first, "kind and x2 are nobody's");
    let kept = r#"Rosa Osorno {Alergia} prospect company {"x1": "Mixta", "x2": "M"}"#;
    assert_eq!(stored(), kept);
    let again = "1 read, 0 created, 0 updated, 1 unchanged, 0 rejected; kept by hand: 1";
    assert_eq!(import("Beto", "Osorno"), again);
    import("", "Temuco");
    assert_eq!(stored(), kept.replace("Osorno", "Temuco"));
}

#[test]
fn a_service_corrected_by_hand_stays_so_in_what_the_file_does_not_change() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    let import = |row: &str| {
        import_text(
            &test,
            Kind::History,
            &format!("{SERVICES}{row}\n2,1,Spa,Tina,2024-02-01,7000\n"),
        )
        .to_string()
    };
    let stored = || {
        test.text(
            "SELECT concat_ws(' ', name, date, price) FROM service_history WHERE external_id = '1'",
        )
    };
    import("1,1,Spa,Sauna,2024-01-01,9000");
    let (row, _) = history::queries::find_row(&mut test.conn(), 1.into()).unwrap();
    let changes = HistoryChanges {
        service_id: row.service_id,
        category: row.category,
        name: row.name,
        date: row.date,
        price: 8500,
    };
    history::queries::update_row(&mut test.conn(), row.id, row.version, &changes).unwrap();
    assert_eq!(
        import("1,1,Spa,Sauna,2024-01-01,9000"),
        "2 read, 0 created, 0 updated, 2 unchanged, 0 rejected; kept by hand: 1"
    );
    assert_eq!(stored(), "Sauna 2024-01-01 8500");
    import("1,1,Spa,Sauna,2024-01-02,9000");
    assert_eq!(stored(), "Sauna 2024-01-02 8500");
    import("1,1,Spa,Tina,2024-01-02,9500");
    assert_eq!(stored(), "Tina 2024-01-02 9500");
    assert_eq!(test.number("SELECT spend FROM customer_metrics"), 16_500);
}

#[test]
fn a_service_deleted_by_hand_is_not_imported_again() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    let file = format!("{SERVICES}1,1,Spa,Sauna,2024-01-01,9000\n");
    import_text(&test, Kind::History, &file);
    let conn = &mut test.conn();
    let row = history::queries::delete_row(conn, 1.into()).unwrap();
    assert_eq!(
        import_text(&test, Kind::History, &file).to_string(),
        "1 read, 0 created, 0 updated, 1 unchanged, 0 rejected; kept by hand: 1"
    );
    assert_eq!(test.number("SELECT count(*) FROM service_history"), 0);
    history::queries::restore_row(conn, &row).unwrap();
    assert_eq!(import_text(&test, Kind::History, &file).kept, 0);
    assert_eq!(test.number("SELECT count(*) FROM service_history"), 1);
}
