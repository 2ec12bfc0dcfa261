//! The data of `tests/data` in a database.

use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use csv::StringRecord;
use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use flate2::read::GzDecoder;
use vinculo::audit::Actor;
use vinculo::history::metrics;
use vinculo::imports::{self, DEFAULT_SOURCE, Kind, Order, Sheet};

/// The day for which the figures of all test data were computed.
pub const TODAY: &str = "2025-10-26";

/// Imports customers and services of `tests/data/{folder}`, with figures at [`TODAY`]; without the traces of an import.
pub fn load(conn: &mut PgConnection, folder: &str) {
    metrics::move_business_day(conn, date(TODAY)).unwrap();
    for (kind, name) in [
        (Kind::Customers, "customers"),
        (Kind::History, "service_history"),
    ] {
        let order = Order {
            kind,
            source: DEFAULT_SOURCE.into(),
            file_name: format!("{name}.csv"),
            dry_run: false,
            actor: Actor::program("tests"),
        };
        let sheet = Sheet::open(&path(&format!("{folder}/{name}"))).unwrap();
        let report = imports::run(conn, &order, sheet).unwrap();
        assert_eq!(report.rejected, 0, "{report}");
    }
    metrics::compact(conn).unwrap();
    conn.batch_execute(
        "DELETE FROM audit_values; DELETE FROM audit_log; DELETE FROM domain_events; DELETE FROM imports; DELETE FROM jobs",
    )
    .unwrap();
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/{name}.csv.gz"))
}

/// The rows of `tests/data/{name}.csv.gz` by column.
pub struct Table {
    head: StringRecord,
    rows: Vec<StringRecord>,
}

pub fn read(name: &str) -> Table {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(path(name)).unwrap()));
    Table {
        head: reader.headers().unwrap().clone(),
        rows: reader.records().collect::<Result<_, _>>().unwrap(),
    }
}

impl Table {
    /// Empty texts where the file has no such column.
    pub fn column(&self, name: &str) -> Vec<&str> {
        let index = self.head.iter().position(|head| head == name);
        self.rows
            .iter()
            .map(|row| index.map_or("", |index| &row[index]))
            .collect()
    }

    pub fn numbers(&self, name: &str) -> Vec<i64> {
        let number = |text: &str| text.parse().unwrap_or_default();
        self.column(name).into_iter().map(number).collect()
    }

    pub fn dates(&self, name: &str) -> Vec<NaiveDate> {
        self.column(name).into_iter().map(date).collect()
    }
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
