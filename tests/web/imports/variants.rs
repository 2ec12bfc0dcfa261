//! The same 78 rows in every form that spreadsheets and cash registers save.

use super::steps::{admin, figures, import};
use super::*;

const VARIANTS: [&str; 6] = [
    "services_plain.csv",
    "services_bom_crlf.csv",
    "services_quoted_datetime.csv",
    "services_excel_es_semicolon_latin1.csv",
    "services_dash_decimals_tab.tsv",
    "services.xlsx",
];

/// What was stored, apart from the ids of the program.
const STORED: &str = "
    SELECT concat_ws('|', external_id, (SELECT external_id FROM customers c WHERE c.id = customer_id), category, name, date, price)
    FROM service_history ORDER BY external_id::int";

#[tokio::test]
async fn each_form_gives_the_same_78_rows_by_page() {
    let mut stored: Option<Vec<String>> = None;
    for name in VARIANTS {
        let app = admin().await;
        for (file, rows) in [("customers_plain.csv", 67), (name, 78)] {
            let bytes = std::fs::read(data_file(&format!("import/{file}"))).unwrap();
            let done = import(&app, file, &bytes).await;
            assert_eq!(figures(&done), [rows, rows, 0, 0, 0], "{file}");
            let again = import(&app, file, &bytes).await;
            assert_eq!(figures(&again), [rows, 0, 0, rows, 0], "{file} again");
        }
        assert_eq!(
            app.db.number("SELECT sum(price) FROM service_history"),
            4_001_770,
            "{name}"
        );
        let rows = app.db.texts(STORED);
        assert_eq!(&rows, stored.get_or_insert(rows.clone()), "{name}");
    }
}

#[test]
fn each_form_gives_the_same_78_rows_by_command() {
    let test = empty();
    import_file(&test, Kind::Customers, "import/customers_plain.csv");
    let mut report = "78 read, 78 created, 0 updated, 0 unchanged, 0 rejected\n";
    for name in VARIANTS {
        let path = data_file(&format!("import/{name}"));
        let output = command(&test, &["import", "history", path.to_str().unwrap()]);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            report,
            "{name}: {output:?}"
        );
        report = "78 read, 0 created, 0 updated, 78 unchanged, 0 rejected\n";
    }
    assert_eq!(
        test.number("SELECT sum(price) FROM service_history"),
        4_001_770
    );
}
