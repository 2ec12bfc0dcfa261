//! What the commands say, and how they end.

use super::*;

#[test]
fn the_command_succeeds_with_bad_rows_and_tells_them_on_standard_error() {
    let test = empty();
    let run = |kind: &str, name: &str| {
        command(&test, &["import", kind, data_file(name).to_str().unwrap()])
    };
    assert!(
        run("customers", "import/customers_plain.csv")
            .status
            .success()
    );
    let output = run("history", "import/services_with_9_bad_rows.csv");
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "78 read, 69 created, 0 updated, 0 unchanged, 9 rejected\n"
    );
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("line 5, price_paid: \"abc\""), "{errors}");
    assert!(errors.contains("undo-import"), "{errors}");
    let missing = run("history", "import/nothing.csv");
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(!missing.status.success());
    assert_eq!(said.matches("No such file").count(), 1, "{said}");
}

#[test]
fn the_command_fails_where_every_row_is_refused_and_counts_by_reason_what_it_does_not_list() {
    let test = empty();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agenda.csv");
    let rows: String = (1..=30)
        .map(|row| format!("{row};Ana {row};ayer\n"))
        .collect();
    std::fs::write(&file, format!("Código;Nombre;Cumpleaños\n{rows}")).unwrap();
    let output = command(&test, &["import", "customers", file.to_str().unwrap()]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{errors}");
    assert!(errors.contains("every row was rejected"), "{errors}");
    assert!(!errors.contains("undo-import"), "{errors}");
    assert_eq!(errors.matches("\"ayer\" is not a date").count(), 20);
    assert!(
        errors.contains("… and 10 more: Cumpleaños: \"…\" is not a date such as 2025-10-26"),
        "{errors}"
    );
}

#[test]
fn the_command_says_why_there_is_nothing_to_take_back() {
    let test = empty();
    let none = command(&test, &["undo-import", "99999"]);
    assert!(!none.status.success());
    let said = String::from_utf8_lossy(&none.stderr).into_owned();
    assert!(said.contains("There is no import 99999"), "{said}");

    let report = import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    let id = report.import.unwrap().to_string();
    assert!(command(&test, &["undo-import", &id]).status.success());
    let again = command(&test, &["undo-import", &id]);
    assert!(!again.status.success());
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(said.contains("was already taken back on"), "{said}");
}

#[test]
fn the_demo_ends_yesterday_and_is_loaded_once() {
    let test = empty();
    let output = command(&test, &["demo"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        test.text("SELECT max(date) FROM service_history"),
        "2025-10-25"
    );
    assert_eq!(
        test.number("SELECT sum(spend) FROM customer_metrics"),
        1_246_535_130
    );
    assert_eq!(test.text("SELECT day FROM business_day"), TODAY);
    let settings = "SELECT concat_ws(' ', organisation_name, country, currency, locale, time_zone, is_demo) FROM settings";
    assert_eq!(
        test.texts(settings),
        ["Aremko Spa CL CLP es-CL America/Santiago t"]
    );
    assert_eq!(
        test.texts("SELECT role || ' ' || email FROM users ORDER BY id"),
        [
            "admin admin@aremko.example",
            "sales ventas@aremko.example",
            "staff recepcion@aremko.example"
        ]
    );
    assert_eq!(
        test.number("SELECT count(*) FROM services WHERE price IS NULL"),
        0
    );

    assert_eq!(test.text("SELECT computed_for FROM engine_state"), TODAY);

    let again = command(&test, &["demo"]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("not empty"));
    assert_eq!(
        test.number("SELECT count(*) FROM customers WHERE kind = 'person'"),
        3053
    );
}

#[test]
fn a_made_up_business_has_the_size_that_was_asked_for() {
    let test = empty();
    let output = command(&test, &["demo", "--customers", "200", "--services", "1500"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(test.number("SELECT count(*) FROM customers"), 200);
    assert_eq!(
        test.number("SELECT sum(services) FROM customer_metrics"),
        1500
    );
    assert_eq!(
        test.text("SELECT max(date) FROM service_history"),
        "2025-10-25"
    );
}
