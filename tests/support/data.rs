//! The data of `tests/data` in a database.

use std::fs::File;

use chrono::NaiveDate;
use csv::StringRecord;
use diesel::sql_types::{Array, BigInt, Date, Text};
use diesel::{PgConnection, RunQueryDsl as _, sql_query};
use flate2::read::GzDecoder;
use vinculo::domain::Phone;
use vinculo::history::metrics;

/// The day for which the figures of all test data were computed.
pub const TODAY: &str = "2025-10-26";

/// Customers and services of `tests/data/{folder}`, with figures at [`TODAY`].
pub fn load(conn: &mut PgConnection, folder: &str) {
    metrics::move_business_day(conn, date(TODAY)).unwrap();
    insert_customers(conn, &read(&format!("{folder}/customers")));
    insert_history(conn, &read(&format!("{folder}/service_history")));
    for table in ["customers", "services", "service_history"] {
        let next =
            format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}");
        sql_query(next).execute(conn).unwrap();
    }
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

fn insert_customers(conn: &mut PgConnection, customers: &Table) {
    let e164 =
        |typed: &str| Phone::parse(typed, "CL").map_or_else(|_| String::new(), |phone| phone.e164);
    let phones: Vec<String> = customers.column("phone").into_iter().map(e164).collect();
    sql_query(
        "INSERT INTO customers (id, full_name, email, phone, tax_id, city, region, country, birth_date, created_at, source,
                                notes, phone_e164, external_source, external_id)
         SELECT id, btrim(name), nullif(email, ''), nullif(phone, ''), nullif(tax_id, ''), nullif(city, ''),
                nullif(region, ''), nullif(country, ''), nullif(birth, '')::date, created::timestamptz,
                nullif(source, ''), nullif(notes, ''), nullif(e164, ''), 'file', id::text
         FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
              AS row (id, name, email, phone, tax_id, city, region, country, birth, created, source, notes, e164)",
    )
    .bind::<Array<BigInt>, _>(customers.numbers("customer_id"))
    .bind::<Array<Text>, _>(customers.column("name"))
    .bind::<Array<Text>, _>(customers.column("email"))
    .bind::<Array<Text>, _>(customers.column("phone"))
    .bind::<Array<Text>, _>(customers.column("document_id"))
    .bind::<Array<Text>, _>(customers.column("city"))
    .bind::<Array<Text>, _>(customers.column("region"))
    .bind::<Array<Text>, _>(customers.column("country"))
    .bind::<Array<Text>, _>(customers.column("birth_date"))
    .bind::<Array<Text>, _>(customers.column("created_at"))
    .bind::<Array<Text>, _>(customers.column("source"))
    .bind::<Array<Text>, _>(customers.column("notes"))
    .bind::<Array<Text>, _>(phones)
    .execute(conn)
    .unwrap();
    sql_query(
        "INSERT INTO consents (customer_id, channel, state, how)
         SELECT id, 'email', CASE lower(consent) WHEN 'true' THEN 'given' ELSE 'refused' END, 'import'
         FROM unnest($1, $2) AS row (id, consent) WHERE consent <> ''",
    )
    .bind::<Array<BigInt>, _>(customers.numbers("customer_id"))
    .bind::<Array<Text>, _>(customers.column("marketing_opt_in"))
    .execute(conn)
    .unwrap();
}

fn insert_history(conn: &mut PgConnection, history: &Table) {
    let (categories, names) = (
        history.column("service_type"),
        history.column("service_name"),
    );
    sql_query(
        "INSERT INTO services (category, name) SELECT DISTINCT * FROM unnest($1, $2) ORDER BY 1, 2",
    )
    .bind::<Array<Text>, _>(&categories)
    .bind::<Array<Text>, _>(&names)
    .execute(conn)
    .unwrap();
    sql_query(
        "INSERT INTO service_history (id, customer_id, service_id, category, name, date, price, external_source, external_id)
         SELECT row.id, customer_id, services.id, category, name, date, row.price, 'file', row.id::text
         FROM unnest($1, $2, $3, $4, $5, $6) AS row (id, customer_id, category, name, date, price)
         JOIN services USING (category, name)",
    )
    .bind::<Array<BigInt>, _>(history.numbers("id"))
    .bind::<Array<BigInt>, _>(history.numbers("customer_id"))
    .bind::<Array<Text>, _>(categories)
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Date>, _>(history.dates("service_date"))
    .bind::<Array<BigInt>, _>(history.numbers("price_paid"))
    .execute(conn)
    .unwrap();
}
