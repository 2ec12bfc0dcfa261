//! The old system's database as rows for an import: its customers and their history, read only.
//!
//! Both tables are read by a cursor, some thousand rows at a time, as they are at one moment: a transaction `READ ONLY`,
//! `REPEATABLE READ`. What comes is handed on as the rows of any other import. The old tables were changed by hand over the
//! years, so that each column is taken under the names that it is known to have had, and one that is missing is blank.
//! Customers and history are stored together or not at all; nothing of the old database is written.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use anyhow::{Context as _, Result, anyhow, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Nullable, Text};

use super::actions::{self, Order};
use super::model::{Kind, Report};
use super::sheet::Sheet;
use crate::auth;
use crate::domain::Organisation;

/// Rows that are asked for at once.
const FETCHED: usize = 5000;

/// The namespace of the old system's ids.
pub const SOURCE: &str = "aremko";

/// A table of the old system: its columns as a file has them, and the names that they may have there.
struct Table {
    kind: Kind,
    name: &'static str,
    columns: &'static [(&'static str, &'static [&'static str])],
}

const CUSTOMERS: Table = Table {
    kind: Kind::Customers,
    name: "ventas_cliente",
    columns: &[
        ("customer_id", &["id"]),
        ("name", &["nombre", "name"]),
        ("email", &["email", "correo"]),
        ("phone", &["telefono", "phone"]),
        (
            "document_id",
            &["documento_identidad", "rut", "documento", "document_id"],
        ),
        ("city", &["ciudad", "city", "comuna"]),
        ("region", &["region"]),
        ("country", &["pais", "country"]),
        ("birth_date", &["fecha_nacimiento", "birth_date"]),
        (
            "created_at",
            &["created_at", "fecha_creacion", "fecha_registro"],
        ),
        ("source", &["origen", "source"]),
        (
            "marketing_opt_in",
            &["marketing_opt_in", "acepta_marketing"],
        ),
        ("notes", &["notas", "notes", "observaciones"]),
    ],
};

const HISTORY: Table = Table {
    kind: Kind::History,
    name: "crm_service_history",
    columns: &[
        ("id", &["id"]),
        ("customer_id", &["cliente_id", "cliente"]),
        ("service_type", &["service_type"]),
        ("service_name", &["service_name"]),
        ("service_date", &["service_date"]),
        ("price_paid", &["price_paid"]),
        ("season", &["season"]),
        ("year", &["year"]),
    ],
};

/// Without these a table is another one.
const NEEDED: [&str; 7] = [
    "customer_id",
    "id",
    "name",
    "price_paid",
    "service_date",
    "service_name",
    "service_type",
];

/// Imports the old system's customers, then their history. `order` says what is asked for; its kind and file name are ours.
pub fn run(conn: &mut PgConnection, order: &Order, url: &str) -> Result<Vec<(Kind, Report)>> {
    let organisation = auth::queries::find_organisation(conn)?;
    let old = Old::open(url, &organisation)?;
    let outcome = conn.transaction(|conn| {
        let mut reports = Vec::new();
        for table in [&CUSTOMERS, &HISTORY] {
            let own = Order {
                kind: table.kind,
                file_name: table.name.to_owned(),
                dry_run: false,
                ..order.clone()
            };
            let sheet = old.sheet(table, &organisation)?;
            let report = actions::run(conn, &own, sheet)
                .with_context(|| format!("Failed to import {}", table.name))?;
            reports.push((table.kind, report));
        }
        match order.dry_run {
            true => Err(Undone::DryRun(reports)),
            false => Ok(reports),
        }
    });
    match outcome {
        Ok(reports) | Err(Undone::DryRun(reports)) => Ok(reports),
        Err(Undone::Failed(error)) => Err(error),
    }
}

/// How the transaction ends: a dry run is undone like a failure, and has its reports all the same.
enum Undone {
    DryRun(Vec<(Kind, Report)>),
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for Undone {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<diesel::result::Error> for Undone {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The old database at one moment.
struct Old(Rc<RefCell<PgConnection>>);

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

impl Old {
    /// Instants become days in the organisation's zone.
    fn open(url: &str, organisation: &Organisation) -> Result<Self> {
        let mut conn = PgConnection::establish(url).context("Failed to reach the old database")?;
        conn.batch_execute(&format!(
            "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
             SET LOCAL statement_timeout = 0; SET LOCAL datestyle = 'ISO'; SET LOCAL TIME ZONE '{}'",
            organisation.time_zone
        ))
        .context("Failed to begin to read the old database")?;
        Ok(Self(Rc::new(RefCell::new(conn))))
    }

    fn sheet(&self, table: &Table, organisation: &Organisation) -> Result<Sheet> {
        let failed = || format!("Failed to read {} of the old database", table.name);
        {
            let conn = &mut *self.0.borrow_mut();
            let columns = list_columns(conn, table.name).with_context(failed)?;
            let select = select(table, &columns, organisation)?;
            let cursor = format!("DECLARE {} NO SCROLL CURSOR FOR {select}", table.name);
            conn.batch_execute(&cursor).with_context(failed)?;
        }
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let rows = Rows {
            conn: self.0.clone(),
            cursor: table.name,
            ready: io::Cursor::new(line(&names)?),
            is_over: false,
        };
        Sheet::of_csv(rows).with_context(failed)
    }
}

fn list_columns(conn: &mut PgConnection, table: &str) -> QueryResult<Vec<Column>> {
    sql_query(
        "SELECT attname::text AS name, format_type(atttypid, NULL) AS kind FROM pg_attribute
         WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
    )
    .bind::<Text, _>(table)
    .load(conn)
}

/// What is read of a table: each column as text, those that it lacks as NULL.
fn select(table: &Table, there: &[Column], organisation: &Organisation) -> Result<String> {
    ensure!(
        !there.is_empty(),
        "The old database has no table {}",
        table.name
    );
    let mut cells = Vec::new();
    for (name, known) in table.columns {
        let found = known
            .iter()
            .find_map(|known| there.iter().find(|column| column.name == *known));
        match found {
            Some(column) => cells.push(as_text(column, organisation)),
            None if NEEDED.contains(name) => {
                return Err(anyhow!(
                    "{} of the old database has none of the columns {}",
                    table.name,
                    known.join(", ")
                ));
            }
            None => cells.push("NULL".to_owned()),
        }
    }
    let (cells, table) = (cells.join(", "), table.name);
    Ok(format!(
        "SELECT ARRAY[{cells}]::text[] AS cells FROM {table} ORDER BY id"
    ))
}

/// Days without their time, and amounts as the organisation writes them.
fn as_text(column: &Column, organisation: &Organisation) -> String {
    let name = format!("\"{}\"", column.name);
    match column.kind.as_str() {
        kind if kind.starts_with("timestamp") => format!("{name}::date::text"),
        "numeric" | "double precision" | "real" => {
            let half = organisation.locale.decimal(0.5, 1);
            let sign = if half.contains(',') { "," } else { "." };
            format!("replace(trim_scale({name}::numeric)::text, '.', '{sign}')")
        }
        _ => format!("{name}::text"),
    }
}

/// The rows of a cursor as a CSV file that is written while it is read.
struct Rows {
    conn: Rc<RefCell<PgConnection>>,
    cursor: &'static str,
    ready: io::Cursor<Vec<u8>>,
    is_over: bool,
}

#[derive(QueryableByName)]
struct Fetched {
    #[diesel(sql_type = Array<Nullable<Text>>)]
    cells: Vec<Option<String>>,
}

impl Rows {
    fn fetch(&mut self) -> io::Result<()> {
        let statement = format!("FETCH {FETCHED} FROM {}", self.cursor);
        let rows: Vec<Fetched> = sql_query(statement)
            .load(&mut *self.conn.borrow_mut())
            .map_err(io::Error::other)?;
        self.is_over = rows.len() < FETCHED;
        let mut text = Vec::new();
        for row in &rows {
            let cells: Vec<&str> = row
                .cells
                .iter()
                .map(|cell| cell.as_deref().unwrap_or_default())
                .collect();
            text.extend(line(&cells)?);
        }
        self.ready = io::Cursor::new(text);
        Ok(())
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.ready.read(buffer)?;
            if read > 0 || self.is_over || buffer.is_empty() {
                return Ok(read);
            }
            self.fetch()?;
        }
    }
}

/// A line of CSV.
fn line(cells: &[&str]) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, kind: &str) -> Column {
        Column {
            name: name.into(),
            kind: kind.into(),
        }
    }

    #[test]
    fn a_column_is_found_under_any_of_its_names_and_one_that_is_missing_is_blank() {
        let there = [
            column("id", "bigint"),
            column("nombre", "character varying"),
            column("rut", "character varying"),
            column("created_at", "timestamp with time zone"),
        ];
        let select = select(&CUSTOMERS, &there, &Organisation::default()).unwrap();
        assert_eq!(
            select,
            "SELECT ARRAY[\"id\"::text, \"nombre\"::text, NULL, NULL, \"rut\"::text, NULL, NULL, NULL, NULL, \
             \"created_at\"::date::text, NULL, NULL, NULL]::text[] AS cells FROM ventas_cliente ORDER BY id"
        );
    }

    #[test]
    fn another_table_of_that_name_is_refused_by_the_column_it_lacks() {
        let there = [column("id", "bigint"), column("titulo", "text")];
        let refusal = select(&CUSTOMERS, &there, &Organisation::default()).unwrap_err();
        assert!(refusal.to_string().contains("nombre"), "{refusal}");
        let none = select(&HISTORY, &[], &Organisation::default()).unwrap_err();
        assert!(none.to_string().contains("crm_service_history"), "{none}");
    }

    #[test]
    fn amounts_are_written_as_the_organisation_does() {
        let price = as_text(&column("price_paid", "numeric"), &Organisation::default());
        assert_eq!(
            price,
            "replace(trim_scale(\"price_paid\"::numeric)::text, '.', ',')"
        );
    }
}
