//! Files imported into a real database, as the command does; and by page, step by step.

mod brought;
mod by_hand;
mod columns;
mod commands;
mod own_fields;
mod pages;
mod renamed;
mod returned;
mod reversal;
mod sheets;
mod slices;
pub mod steps;
mod variants;
mod waiting;

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use vinculo::audit::Actor;
use vinculo::history::metrics;
use vinculo::imports::{self, ImportError, Kind, Order, Report, Sheet};

use crate::support::data::{self, TODAY, date};
use crate::support::{Contents, TestDatabase};

/// The lock of `src/imports/queries/mod.rs`.
const LOCK: i64 = 0x7669_6e63_756c_6f01;

/// As if another import were at work.
pub fn begin_importing(conn: &mut PgConnection) {
    let lock = format!("SELECT pg_advisory_lock({LOCK})");
    conn.batch_execute(&lock).unwrap();
}

pub fn end_importing(conn: &mut PgConnection) {
    let unlock = format!("SELECT pg_advisory_unlock({LOCK})");
    conn.batch_execute(&unlock).unwrap();
}

fn data_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

fn order(kind: Kind) -> Order {
    Order {
        kind,
        source: "file".into(),
        file_name: "test.csv".into(),
        dry_run: false,
        actor: Actor::program("test"),
    }
}

fn import_file(test: &TestDatabase, kind: Kind, name: &str) -> Report {
    let sheet = Sheet::open(&data_file(name)).unwrap();
    imports::run(&mut test.conn(), &order(kind), sheet).unwrap()
}

fn import_text(test: &TestDatabase, kind: Kind, text: &str) -> Report {
    import_as(test, &order(kind), text).unwrap()
}

fn import_as(test: &TestDatabase, order: &Order, text: &str) -> Result<Report, ImportError> {
    let sheet = Sheet::read(Cursor::new(text.to_owned())).unwrap();
    imports::run(&mut test.conn(), order, sheet)
}

/// Runs the program on the test's database, with a data folder of its own.
fn command(test: &TestDatabase, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_vinculo"))
        .args(arguments)
        .current_dir(folder.path())
        .env("DATABASE_URL", &test.url)
        .env("VINCULO_DATA_DIR", folder.path())
        .env("VINCULO_TODAY", TODAY)
        .env("VINCULO_LOG", "warn")
        .output()
        .unwrap()
}

fn empty() -> TestDatabase {
    TestDatabase::with(Contents::Nothing)
}

fn spa() -> TestDatabase {
    let test = empty();
    metrics::move_business_day(&mut test.conn(), date(TODAY)).unwrap();
    let customers = import_file(&test, Kind::Customers, "spa/customers.csv.gz");
    let history = import_file(&test, Kind::History, "spa/service_history.csv.gz");
    assert_eq!(
        (customers.to_string(), history.to_string()),
        (
            "3053 read, 3053 created, 0 updated, 0 unchanged, 0 rejected".into(),
            "26158 read, 26158 created, 0 updated, 0 unchanged, 0 rejected".into()
        )
    );
    test
}

fn problems(report: &Report) -> Vec<String> {
    report.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn the_figures_of_the_imported_spa_are_the_truth() {
    let test = spa();
    let truth = data::read("spa/truth/demo_customers_2025-10-26");
    let columns = [
        "customer_id",
        "total_services",
        "visits",
        "total_spend",
        "first_service",
        "last_service",
        "R",
        "F",
        "M",
    ]
    .map(|name| truth.column(name));
    let mut expected: Vec<String> = (0..truth.numbers("customer_id").len())
        .filter(|row| truth.column("has_history")[*row] == "True")
        .map(|row| columns.each_ref().map(|column| column[row]).join(" "))
        .collect();
    let mut found = test.texts(
        "SELECT concat_ws(' ', customer_id, services, days, spend, first_date, last_date, r, f, m) FROM customer_metrics",
    );
    expected.sort();
    found.sort();
    assert_eq!(found.len(), 961);
    assert_eq!(found, expected);
}

#[test]
fn phones_and_tax_ids_of_the_spa_are_read_as_the_truth_says() {
    let test = spa();
    let truth = data::read("spa/customers_clean_truth");
    let phones: Vec<String> = truth
        .column("phone_e164")
        .into_iter()
        .map(str::to_owned)
        .collect();
    let read = test.texts("SELECT coalesce(phone_e164, '') FROM customers ORDER BY id");
    let wrong = phones
        .iter()
        .zip(&read)
        .filter(|(truth, read)| truth != read);
    // Typed without its plus by somebody in Argentina, where it is a possible number too.
    assert_eq!(
        wrong.collect::<Vec<_>>(),
        [(&"+56910325735".to_owned(), &"+5456910325735".to_owned())]
    );
    // Of the 22 tax ids that stand on two rows, the first keeps the key.
    assert_eq!(
        test.number("SELECT count(*) - count(DISTINCT tax_id_key) FROM customers WHERE tax_id_key IS NOT NULL"),
        0
    );
    let keys = test.number("SELECT count(DISTINCT tax_id_key) FROM customers");
    let bad = truth
        .column("dirt")
        .iter()
        .filter(|dirt| dirt.contains("rut_bad_dv"))
        .count() as i64;
    let typed = test.number("SELECT count(tax_id) FROM customers");
    assert_eq!(typed - bad - keys, 22);
}

#[test]
fn what_was_typed_is_kept() {
    let test = spa();
    let kept = |column: &str, file: &str| {
        let typed: Vec<String> = data::read("spa/customers")
            .column(file)
            .iter()
            .map(|cell| cell.trim().to_owned())
            .collect();
        let stored = test.texts(&format!(
            "SELECT coalesce({column}, '') FROM customers ORDER BY id"
        ));
        assert!(stored == typed, "{column}");
    };
    kept("full_name", "name");
    kept("email", "email");
    kept("phone", "phone");
    kept("tax_id", "document_id");
    kept("notes", "notes");
    kept("country", "country");
    assert!(test.number("SELECT count(*) FROM customers WHERE search_text LIKE '%no tiene%'") > 0);
}

#[test]
fn importing_the_same_files_again_changes_nothing() {
    let test = spa();
    let before = state(&test);
    let customers = import_file(&test, Kind::Customers, "spa/customers.csv.gz");
    let history = import_file(&test, Kind::History, "spa/service_history.csv.gz");
    assert_eq!((customers.created, customers.updated), (0, 0));
    assert_eq!((customers.unchanged, history.unchanged), (3053, 26158));
    assert_eq!((history.created, history.updated), (0, 0));
    assert_eq!(state(&test), before);
}

/// Every row that an import could touch.
fn state(test: &TestDatabase) -> Vec<String> {
    [
        "customers",
        "consents",
        "services",
        "service_history",
        "customer_metrics",
    ]
    .map(|table| {
        test.text(&format!(
            "SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t"
        ))
    })
    .to_vec()
}

#[test]
fn nine_bad_rows_are_told_by_line_and_column_and_the_others_stored() {
    let test = empty();
    import_file(&test, Kind::Customers, "import/customers_plain.csv");
    let report = import_file(&test, Kind::History, "import/services_with_9_bad_rows.csv");
    assert_eq!(
        report.to_string(),
        "78 read, 69 created, 0 updated, 0 unchanged, 9 rejected"
    );
    assert_eq!(
        problems(&report),
        [
            "line 5, price_paid: \"abc\": not an amount of money",
            "line 9, service_date: \"2025-02-30\" is not a date such as 2025-10-26",
            "line 13, customer_id: no customer 999999 came from this source",
            "line 15, price_paid: \"-5000\" is negative",
            "line 19, service_name: missing",
            "line 21, service_date: missing",
            "line 25, id: repeats the id of line 24",
            "line 31, season: \"Invierno\" contradicts the date 2023-01-17",
            "line 33, year: \"1999\" contradicts the date 2023-02-27",
        ]
    );
    let kept = test.number(
        "SELECT count(*) FROM import_errors JOIN imports ON id = import_id WHERE rows_rejected = 9",
    );
    assert_eq!(kept, 9);

    let mended = import_file(&test, Kind::History, "import/services_plain.csv");
    assert_eq!((mended.created, mended.unchanged), (9, 69));
    for same in ["bom_crlf", "quoted_datetime"] {
        let name = format!("import/services_{same}.csv");
        let again = import_file(&test, Kind::History, &name);
        assert_eq!(again.unchanged, 78, "{same}");
    }
    assert_eq!(
        test.number("SELECT sum(price) FROM service_history"),
        4_001_770
    );
}

const HEAD: &str = "customer_id,name,email,phone,document_id,marketing_opt_in\n";

#[test]
fn a_changed_cell_updates_and_a_blank_one_leaves_what_is_stored() {
    let test = empty();
    let import = |rows: &str| import_text(&test, Kind::Customers, &format!("{HEAD}{rows}"));
    import("7,Ana,ana@a.cl,912345678,,\n8,Eva,,,,\n");
    let second = import("7,Ana María,,+34612345678,,\n8,Eva,,,,\n");
    assert_eq!(
        second.to_string(),
        "2 read, 0 created, 1 updated, 1 unchanged, 0 rejected"
    );
    assert_eq!(
        test.text("SELECT concat_ws(' ', full_name, email, phone_e164, version) FROM customers WHERE id = 7"),
        "Ana María ana@a.cl +34612345678 2"
    );
}

#[test]
fn a_tax_id_that_somebody_has_stays_without_a_key_at_every_import() {
    let test = empty();
    let file =
        format!("{HEAD}1,Ana,,,41950470-K,\n2,Ana P.,,,41.950.470-k,\n3,Eva,,,39753055-0,\n");
    for _ in 0..2 {
        import_text(&test, Kind::Customers, &file);
        let keys = test.texts("SELECT concat(tax_id, ' ', tax_id_key) FROM customers ORDER BY id");
        assert_eq!(
            keys,
            ["41950470-K 41950470-K", "41.950.470-k ", "39753055-0 "]
        );
    }
    let turned = format!("{HEAD}2,Ana P.,,,41.950.470-k,\n1,Ana,,,41950470-K,\n");
    let report = import_text(&test, Kind::Customers, &turned);
    assert_eq!((report.updated, report.unchanged), (0, 2));
}

#[test]
fn a_consent_is_noted_once_and_no_file_undoes_a_withdrawal() {
    let test = empty();
    let import = |consent: &str| {
        let file = format!("{HEAD}1,Ana,,,,{consent}\n2,Eva,,,,\n");
        import_text(&test, Kind::Customers, &file).updated
    };
    assert_eq!([import("true"), import("true")], [0, 0]);
    assert_eq!([import("false"), import(""), import("true")], [1, 0, 1]);
    let states = || test.texts("SELECT state FROM consents ORDER BY id");
    assert_eq!(states(), ["given", "refused", "given"]);
    test.sql("INSERT INTO consents (customer_id, channel, state, how) VALUES (1, 'email', 'withdrawn', 'link')");
    assert_eq!(import("true"), 0);
    import("false");
    test.sql("INSERT INTO consents (customer_id, channel, state, how) VALUES (1, 'email', 'withdrawn', 'link')");
    assert_eq!(import("true"), 0);
    assert_eq!(states().last().map(String::as_str), Some("withdrawn"));
}

#[test]
fn ids_of_the_file_are_taken_into_an_empty_database_only() {
    let test = empty();
    import_text(
        &test,
        Kind::Customers,
        "customer_id,name\nx9,Eva\n41,Ana\n007,Bond\n",
    );
    let ids = "SELECT external_id || ' ' || id FROM customers ORDER BY id";
    assert_eq!(test.texts(ids), ["41 41", "x9 42", "007 43"]);
    let other = Order {
        source: "shop".into(),
        ..order(Kind::Customers)
    };
    import_as(&test, &other, "customer_id,name\n41,Somebody else\n").unwrap();
    assert_eq!(test.texts(ids), ["41 41", "x9 42", "007 43", "41 44"]);
}

#[test]
fn a_customer_who_was_deleted_is_left_alone() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    test.sql("UPDATE customers SET deleted_at = now()");
    let report = import_text(&test, Kind::Customers, "customer_id,name\n1,Ana María\n");
    assert_eq!(
        (report.created, report.updated, report.unchanged),
        (0, 0, 1)
    );
    assert_eq!(test.text("SELECT full_name FROM customers"), "Ana");
}

const SERVICES: &str = "id,customer_id,service_type,service_name,service_date,price_paid\n";

#[test]
fn a_new_service_takes_no_price_from_the_file_and_the_engine_learns() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    let rows = "1,1,Spa,Sauna,2024-01-01,9000\n2,1,Spa,Sauna,2025-01-01,12000\n3,1,Spa,Sauna,2025-06-01,0\n";
    import_text(&test, Kind::History, &format!("{SERVICES}{rows}"));
    assert_eq!(
        test.number("SELECT count(*) FROM services WHERE price IS NULL"),
        1
    );
    assert_eq!(
        test.texts("SELECT kind FROM jobs ORDER BY kind"),
        ["proposals.learn", "value.compute"],
        "the engine learns from what is new"
    );
}

#[test]
fn a_service_that_was_renamed_is_not_made_again() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    import_text(
        &test,
        Kind::History,
        &format!("{SERVICES}1,1,Spa,Sauna,2024-01-01,9000\n"),
    );
    test.sql("UPDATE services SET name = 'Sauna finlandesa'");
    let rows = "1,1,Spa,Sauna,2024-01-01,9000\n2,1,Spa,Sauna,2024-02-01,9000\n";
    let report = import_text(&test, Kind::History, &format!("{SERVICES}{rows}"));
    assert_eq!((report.created, report.unchanged), (1, 1));
    assert_eq!(test.number("SELECT count(*) FROM services"), 1);
}

#[test]
fn a_changed_service_moves_the_figures() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n2,Eva\n");
    import_text(
        &test,
        Kind::History,
        &format!("{SERVICES}1,1,Spa,Sauna,2024-01-01,9000\n"),
    );
    let report = import_text(
        &test,
        Kind::History,
        &format!("{SERVICES}1,2,Spa,Tina,2024-01-02,8000\n"),
    );
    assert_eq!(report.updated, 1);
    let figures =
        test.texts("SELECT concat_ws(' ', customer_id, spend, last_date) FROM customer_metrics");
    assert_eq!(figures, ["2 8000 2024-01-02"]);
    let stored = "SELECT concat_ws(' ', s.name, h.name, h.version) FROM service_history h JOIN services s ON s.id = service_id";
    assert_eq!(test.texts(stored), ["Tina Tina 2"]);
}

#[test]
fn a_row_of_another_width_or_with_bytes_that_are_no_text_is_refused_alone() {
    let test = empty();
    let mut file =
        b"customer_id,name\n1,\xc3\x81\xc3\xb1a\n2\n3,Eva,more\n4,\xff\n5,a\0b\n6,Luz\n".to_vec();
    file.flush().unwrap();
    let sheet = Sheet::read(Cursor::new(file)).unwrap();
    let report = imports::run(&mut test.conn(), &order(Kind::Customers), sheet).unwrap();
    assert_eq!((report.created, report.rejected), (2, 4));
    assert_eq!(
        problems(&report),
        [
            "line 3: 1 column instead of 2",
            "line 4: 3 columns instead of 2",
            "line 5: not UTF-8",
            "line 6: holds a NUL character",
        ]
    );
}

#[test]
fn a_dry_run_counts_and_keeps_nothing() {
    let test = empty();
    let dry = Order {
        dry_run: true,
        ..order(Kind::Customers)
    };
    let report = import_as(&test, &dry, "customer_id,name\n1,Ana\n2,\n").unwrap();
    assert_eq!(
        (report.created, report.rejected, report.import),
        (1, 1, None)
    );
    assert_eq!(problems(&report), ["line 3, name: missing"]);
    assert_eq!(test.number("SELECT count(*) FROM customers"), 0);
    assert_eq!(test.number("SELECT count(*) FROM imports"), 0);
}

#[test]
fn a_file_without_its_columns_is_refused_as_a_whole() {
    let test = empty();
    let error = import_as(&test, &order(Kind::History), "id,customer_id\n1,1\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "these columns are missing: service_name, service_date, price_paid"
    );
}

/// Of so many each beside each would take minutes, and each beside its own a few seconds.
const MANY: i64 = 20_000;

#[test]
fn what_an_import_changes_is_noted_as_quickly_after_a_statement_that_changed_nobody() {
    let test = empty();
    import_text(&test, Kind::Customers, "customer_id,name\n1,Ana\n");
    test.sql(&format!(
        "INSERT INTO customers (full_name) SELECT 'Eva ' || n FROM generate_series(2, {MANY}) AS n;"
    ));
    test.sql(
        "SET statement_timeout = '20s';
         SET vinculo.import = '1';
         UPDATE customers SET notes = 'nada' WHERE false;
         UPDATE customers SET notes = 'de siempre', version = version + 1;",
    );
    assert_eq!(
        test.number("SELECT count(*) FROM import_changed WHERE after ->> 'notes' = 'de siempre'"),
        MANY
    );
}
