//! A migrated database with a history, and the recount that its stored figures must equal.

use std::fs::File;

use chrono::NaiveDate;
use csv::StringRecord;
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{Array, BigInt, Date, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query};
use flate2::read::GzDecoder;
use vinculo::db;
use vinculo::history::metrics;

/// A migrated database that is dropped with the value.
pub struct TestDb {
    pub url: String,
    admin: String,
    name: String,
}

impl TestDb {
    /// Empty, with its figures at 2025-10-26.
    pub fn new() -> Self {
        let admin =
            std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL names a server for tests");
        let name = format!("metrics_{}", uuid::Uuid::new_v4().simple());
        let (server, parameters) = admin.split_once('?').unwrap_or((&admin, ""));
        let (server, _) = server
            .rsplit_once('/')
            .expect("TEST_DATABASE_URL names a database");
        let url = format!("{server}/{name}?{parameters}");
        connect(&admin)
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        db::migrate(&url).unwrap();
        metrics::move_business_day(&mut connect(&url), date("2025-10-26")).unwrap();
        Self { url, admin, name }
    }

    /// The customers and services of a folder of `tests/data`.
    pub fn with(folder: &str) -> Self {
        let test = Self::new();
        insert_customers(&mut test.conn(), &read(&format!("{folder}/customers")));
        insert_history(
            &mut test.conn(),
            &read(&format!("{folder}/service_history")),
        );
        test
    }

    pub fn conn(&self) -> PgConnection {
        connect(&self.url)
    }

    pub fn sql(&self, statements: &str) {
        self.conn().batch_execute(statements).unwrap();
    }

    /// Fails unless every stored figure equals a recount.
    pub fn assert_figures_equal_a_recount(&self) {
        let wrong: Vec<Wrong> = sql_query(include_str!("recount.sql"))
            .load(&mut self.conn())
            .unwrap();
        let wrong: Vec<_> = wrong.iter().filter(|figure| figure.rows > 0).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let dropped = PgConnection::establish(&self.admin).map(|mut conn| {
            conn.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
        });
        if !matches!(dropped, Ok(Ok(()))) && !std::thread::panicking() {
            panic!("the test database {} stays behind", self.name);
        }
    }
}

#[derive(Debug, QueryableByName)]
struct Wrong {
    #[diesel(sql_type = Text)]
    #[expect(dead_code, reason = "printed when the recount differs")]
    figure: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

pub fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The rows of `tests/data/{name}.csv.gz` by column.
pub struct Table {
    head: StringRecord,
    rows: Vec<StringRecord>,
}

pub fn read(name: &str) -> Table {
    let path = format!("{}/tests/data/{name}.csv.gz", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(path).unwrap()));
    Table {
        head: reader.headers().unwrap().clone(),
        rows: reader.records().collect::<Result<_, _>>().unwrap(),
    }
}

impl Table {
    pub fn column(&self, name: &str) -> Vec<&str> {
        let index = self.head.iter().position(|head| head == name).unwrap();
        self.rows.iter().map(|row| &row[index]).collect()
    }

    pub fn numbers(&self, name: &str) -> Vec<i64> {
        let column = self.column(name);
        column
            .iter()
            .map(|text| text.parse().unwrap_or_default())
            .collect()
    }
}

fn insert_customers(conn: &mut PgConnection, customers: &Table) {
    sql_query("INSERT INTO customers (id, full_name) SELECT * FROM unnest($1, $2)")
        .bind::<Array<BigInt>, _>(customers.numbers("customer_id"))
        .bind::<Array<Text>, _>(customers.column("name"))
        .execute(conn)
        .unwrap();
}

fn insert_history(conn: &mut PgConnection, history: &Table) {
    let (categories, names) = (
        history.column("service_type"),
        history.column("service_name"),
    );
    sql_query("INSERT INTO services (category, name) SELECT DISTINCT * FROM unnest($1, $2)")
        .bind::<Array<Text>, _>(&categories)
        .bind::<Array<Text>, _>(&names)
        .execute(conn)
        .unwrap();
    let dates: Vec<NaiveDate> = history
        .column("service_date")
        .iter()
        .map(|text| date(text))
        .collect();
    sql_query(
        "INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         SELECT customer_id, services.id, category, name, date, row.price
         FROM unnest($1, $2, $3, $4, $5) AS row (customer_id, category, name, date, price)
         JOIN services USING (category, name)",
    )
    .bind::<Array<BigInt>, _>(history.numbers("customer_id"))
    .bind::<Array<Text>, _>(categories)
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Date>, _>(dates)
    .bind::<Array<BigInt>, _>(history.numbers("price_paid"))
    .execute(conn)
    .unwrap();
}
